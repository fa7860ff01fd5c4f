/** A short word on what was done, with the way back for six seconds. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { Offline } from "../core/refusals";
import { isNoRoom } from "../core/storage";
import { path } from "../router";

interface Said {
  text: string;
  undo?: (() => unknown) | undefined;
  at: string; // the address that it belongs to
}
const said = signal<Said | null>(null);
const SECONDS = 6;
let timer: ReturnType<typeof setTimeout> | undefined;

export function say(text: string, undo?: () => unknown): void {
  clearTimeout(timer);
  said.value = { text, undo, at: path.value };
  timer = setTimeout(hush, SECONDS * 1000);
}

/** Say it where something was not kept. */
export function watch(work: unknown): void {
  Promise.resolve(work).catch((fault: unknown) => {
    const { noRoom, notKeptNow, needsNetwork } = words.value;
    if (isNoRoom(fault)) say(noRoom);
    else if (fault instanceof Offline) say(needsNetwork);
    else {
      say(notKeptNow);
      console.error(fault);
    }
  });
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
    watch(undo?.());
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
