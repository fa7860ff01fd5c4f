/** What is typed is kept on the phone until it is sent. What a form holds is in memory at once, and is kept after a pause. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { draft, keepDraft } from "../core/drafts";
import { type Keeper, keeperOf } from "../core/keeping";

const keeperOfDraft = <T>(name: string) => keeperOf<T | undefined>(`draft ${name}`, (value) => keepDraft(name, value));

/** Several fields. Without a change they are thrown away. `kept`: what of them may stay on the phone. */
export function useDraft<T extends object>(
  name: string,
  first: T,
  kept: (value: T) => T = (value) => value,
): [T, (change?: Partial<T>) => void, Keeper<T | undefined>] {
  const keeper = useMemo(() => keeperOfDraft<T>(name), [name]);
  const value = useSignal<T>({ ...first, ...(keeper.isDue ? keeper.value : undefined) });
  const typed = useRef<Partial<T>>({}); // before what was kept has come
  useEffect(() => {
    void draft<T>(name).then((before) => {
      const isTyped = Object.keys(typed.current).length > 0;
      if (!before || (keeper.isDue && !isTyped)) return;
      value.value = { ...first, ...before, ...typed.current };
      if (isTyped) keeper.later(kept(value.value));
    });
  }, [name]);
  const change = (members?: Partial<T>) => {
    typed.current = members ? { ...typed.current, ...members } : {};
    value.value = members ? { ...value.value, ...members } : first;
    keeper.later(members && kept(value.value), members ? undefined : 0);
  };
  return [value.value, change, keeper];
}

/** One text. */
export function useDraftText(name: string): {
  text: Signal<string>;
  change: (text: string) => void;
  forget: () => void;
  keeper: Keeper<string | undefined>;
} {
  const keeper = useMemo(() => keeperOfDraft<string>(name), [name]);
  const text = useSignal((keeper.isDue && keeper.value) || "");
  useEffect(() => {
    void draft<string>(name).then((before) => {
      if (!text.value) text.value = before ?? "";
    });
  }, [name]);
  const change = (next: string) => {
    text.value = next;
    keeper.later(next);
  };
  const forget = () => {
    text.value = "";
    keeper.later(undefined, 0);
  };
  return { text, change, forget, keeper };
}
