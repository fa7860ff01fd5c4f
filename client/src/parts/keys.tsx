/** The keyboard of the laptop: j, k, / and what a screen adds. It can be put off, for those who speak to their computer. */

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { deviceSetting, keepDeviceSetting } from "../core/device";
import { words } from "../core/i18n";
import { deskWords } from "../words/desk";
import { watch } from "./toast";

type Keys = Record<string, () => void>;
const isOn = signal(true);
void deviceSetting<boolean>("keys").then((kept) => (isOn.value = kept ?? true));

const ROWS = "[data-row]";
const WRITES = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const openDialog = () => document.querySelector("dialog[open]");

/** Go to the row after or before the one that is open. */
export function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>(ROWS)].filter((row) => row.offsetParent !== null);
  const here = rows.findIndex((row) => row.getAttribute("aria-current") === "true" || row === document.activeElement);
  const next = rows[here < 0 ? 0 : here + by];
  next?.focus();
  next?.click();
}

export function useKeys(more: Keys = {}): void {
  const latest = useRef(more);
  latest.current = more;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as Element;
      if (event.key === "Escape" && target.matches(WRITES)) (target as HTMLElement).blur();
      const isTyped = event.ctrlKey || event.metaKey || event.altKey || target.matches(WRITES);
      if (!isOn.value || isTyped || openDialog()) return;
      const keys: Keys = { j: () => step(1), k: () => step(-1), "/": search, "?": help, ...latest.current };
      if (!keys[event.key]) return;
      event.preventDefault();
      keys[event.key]!();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}

const search = () => document.querySelector<HTMLElement>("input[type=search]")?.focus();
const help = () => document.querySelector<HTMLDialogElement>("dialog.keys")?.showModal();

/** The list of keys, and the switch. `more`: what a screen adds, by key. */
export function KeyHelp({ more = {} }: { more?: Record<string, string> }) {
  const { keys: label, keysLead, nextOne, previousOne, search: find, keysOn } = deskWords.value;
  const rows = { j: nextOne, k: previousOne, "/": find, "?": label, ...more };
  const close = () => document.querySelector<HTMLDialogElement>("dialog.keys")?.close();
  return (
    <>
      <button type="button" class="link keys-button" onClick={help}>
        {label} <kbd>?</kbd>
      </button>
      <dialog class="keys" aria-labelledby="keys-title">
        <h2 id="keys-title">{label}</h2>
        <p class="hint">{keysLead}</p>
        <dl>
          {Object.entries(rows).map(([key, text]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
        <label class="tick">
          <input
            type="checkbox"
            checked={isOn.value}
            onChange={(event) => {
              isOn.value = event.currentTarget.checked;
              watch(keepDeviceSetting("keys", isOn.value));
            }}
          />{" "}
          {keysOn}
        </label>
        <button type="button" class="button plain" onClick={close}>
          {words.value.close}
        </button>
      </dialog>
    </>
  );
}
