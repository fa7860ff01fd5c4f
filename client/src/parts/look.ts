/** What a screen asks of the server: what was seen last at once, then what is new. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { get } from "../core/api";
import { words } from "../core/i18n";
import { Offline } from "../core/refusals";
import { lastSeen, look } from "../core/seen";

export const sayWhy = (fault: unknown): string =>
  fault instanceof Offline ? words.value.needsNetwork : (fault as Error).message;

export interface Look<T> {
  value: T | undefined;
  fault: string; // why there is nothing
  again: () => Promise<void>;
  set: (value: T) => void;
}

/** `kept`: it is mine, and stays on the phone. What others show me is not kept: it ends when they say so. */
export function useLook<T>(path: string, kept = true): Look<T> {
  const value = useSignal<T | undefined>(undefined);
  const fault = useSignal("");
  const again = async () => {
    try {
      value.value = await (kept ? look<T>(path) : get<T>(path));
      fault.value = "";
    } catch (problem) {
      if (value.value === undefined) fault.value = sayWhy(problem);
    }
  };
  useEffect(() => {
    void (async () => {
      if (kept) value.value = await lastSeen<T>(path);
      await again();
    })();
  }, [path]);
  return { value: value.value, fault: fault.value, again, set: (next) => (value.value = next) };
}
