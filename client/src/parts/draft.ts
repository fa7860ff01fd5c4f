/** Words that are typed and not sent yet: they stay on the phone. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { current } from "../core/store";

export function useDraft(name: string): { text: Signal<string>; keep: (text: string) => void; forget: () => void } {
  const text = useSignal("");
  const key = `draft ${name}`;
  useEffect(() => {
    void current()
      .get("meta", key)
      .then((kept) => {
        if (typeof kept === "string" && !text.value) text.value = kept;
      });
  }, [key]);
  const keep = (next: string) => {
    text.value = next;
    current()
      .put("meta", next, key)
      .catch(() => {}); // a full phone keeps no draft: the words are on the screen
  };
  const forget = () => {
    text.value = "";
    void current().delete("meta", key);
  };
  return { text, keep, forget };
}
