/** A short word on what was done, with the way back for six seconds. */
import { signal } from "@preact/signals";
import { words } from "../core/i18n";

interface Said {
  text: string;
  undo?: (() => void) | undefined;
}
const said = signal<Said | null>(null);
const SECONDS = 6;
let timer: ReturnType<typeof setTimeout> | undefined;

export function say(text: string, undo?: () => void): void {
  clearTimeout(timer);
  said.value = { text, undo };
  timer = setTimeout(() => (said.value = null), SECONDS * 1000);
}

export function Toast() {
  const { text, undo } = said.value ?? {};
  const back = () => {
    undo?.();
    said.value = null;
  };
  return (
    <div class="toast" role="status">
      {text && (
        <p>
          {text}{" "}
          {undo && (
            <button type="button" class="link" onClick={back}>
              {words.value.cancel}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
