/** The way back, at the head of each screen that is no place of the bar and has none of its own. */
import { words } from "../core/i18n";
import { above, BASE, go, place } from "../router";
import "./back.css";

const HEADS = new Set(["/", "/missions", "/capture", "/shares", "/grants", "/me", "/welcome", ""]);
const OWN = /^\/(sign-in|manage|guide|operate)(\/|$)/;

export function Back() {
  const { pattern } = place.value;
  if (HEADS.has(pattern) || OWN.test(pattern)) return null;
  return (
    <a class="back" href={BASE + above.value} onClick={goBack}>
      <span aria-hidden="true">←</span> {words.value.back}
    </a>
  );
}

function goBack(event: MouseEvent): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  leaveScreen();
}

/** To the screen before or above; `then`: once it is there. */
export function leaveScreen(then: () => void = () => {}): void {
  if (history.state?.from) {
    addEventListener("popstate", then, { once: true });
    history.back();
  } else {
    go(above.value, { replace: true });
    then();
  }
}

/** Leave a screen for another, and not twice where it was opened from there. */
export function goUp(to: string): void {
  if (history.state?.from === to) history.back();
  else go(to, { replace: true });
}
