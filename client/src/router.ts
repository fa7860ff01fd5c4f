/** Where somebody is, and how one goes elsewhere. */
import { computed, signal } from "@preact/signals";
import { aboveOf, match, meant, type Parameters } from "./addresses";
import { person } from "./core/store";
import { type Load, SCREENS, unknown } from "./routes";

export const BASE = "/app";
export type { Parameters };

export const path = signal(ownPath());
export const query = signal(new URLSearchParams(location.search));

function ownPath(): string {
  return decodeURIComponent(location.pathname.replace(BASE, "").replace(/\/+$/, "")) || "/";
}

export const place = computed<{ pattern: string; load: Load; parameters: Parameters }>(
  () =>
    screenOf(path.value) ??
    screenOf(meant(path.value, person.value?.id)) ?? { pattern: "", load: unknown, parameters: {} },
);

function screenOf(address: string) {
  for (const [pattern, load] of SCREENS) {
    const parameters = match(pattern, address);
    if (parameters) return { pattern, load, parameters };
  }
  return undefined;
}

export const above = computed(() => aboveOf(place.value, (pattern) => SCREENS.some(([one]) => one === pattern)));

export function go(to: string, options: { replace?: boolean } = {}): void {
  const url = BASE + (to === "/" ? "/" : to);
  if (options.replace) history.replaceState(history.state, "", url);
  else history.pushState({ from: ownPath() }, "", url);
  arrive();
}

/** What opens beside a list leaves the list where it is. */
function arrive(): void {
  const isElsewhere = path.value !== ownPath();
  path.value = ownPath();
  query.value = new URLSearchParams(location.search);
  if (isElsewhere) scrollTo(0, 0);
}

/** Links of the application are followed here; all others by the browser. */
function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest?.("a");
  if (
    !link ||
    event.defaultPrevented ||
    event.button ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    link.target
  )
    return;
  if (link.origin !== location.origin || !`${link.pathname}/`.startsWith(`${BASE}/`)) return;
  event.preventDefault();
  go(link.pathname.slice(BASE.length) + link.search || "/");
}

addEventListener("popstate", arrive);
navigator.serviceWorker?.addEventListener("message", ({ data }) => {
  if (typeof data?.go === "string") go(data.go.slice(BASE.length)); // a notification was touched
});
document.addEventListener("click", follow);
