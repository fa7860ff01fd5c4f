/** A short word on what was done, with the way back for six seconds. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { path } from "../router";

interface Said {
  text: string;
  undo?: (() => void) | undefined;
  at: string; // the address that it belongs to
}
const said = signal<Said | null>(null);
const SECONDS = 6;
let timer: ReturnType<typeof setTimeout> | undefined;

export function say(text: string, undo?: () => void): void {
  clearTimeout(timer);
  said.value = { text, undo, at: path.value };
  timer = setTimeout(hush, SECONDS * 1000);
}

export function hush(): void {
  said.value = null;
}

export function Toast() {
  const { text, undo } = said.value?.at === path.value ? said.value : {};
  useEffect(() => {
    if (said.value && said.value.at !== path.value) hush();
  }, [path.value]);
  const back = () => {
    undo?.();
    hush();
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
