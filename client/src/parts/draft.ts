/** What is typed is kept on the phone until it is sent. A full phone keeps no draft: the words are on the screen. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { draft, keepDraft } from "../core/drafts";

const keep = (name: string, value: unknown) => void keepDraft(name, value).catch(() => {});

/** Several fields. Without a change they are thrown away. */
export function useDraft<T extends object>(name: string, first: T): [T, (change?: Partial<T>) => void] {
  const value = useSignal(first);
  useEffect(() => {
    void draft<T>(name).then((kept) => {
      if (kept) value.value = { ...first, ...kept };
    });
  }, [name]);
  const change = (members?: Partial<T>) => {
    value.value = members ? { ...value.value, ...members } : first;
    keep(name, members && value.value);
  };
  return [value.value, change];
}

/** One text. */
export function useDraftText(name: string): {
  text: Signal<string>;
  keep: (text: string) => void;
  forget: () => void;
} {
  const text = useSignal("");
  useEffect(() => {
    void draft<string>(name).then((kept) => {
      if (!text.value) text.value = kept ?? "";
    });
  }, [name]);
  const change = (next: string | undefined) => {
    text.value = next ?? "";
    keep(name, next);
  };
  return { text, keep: change, forget: () => change(undefined) };
}
