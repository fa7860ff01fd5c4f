/** What was refused on this phone is not proposed again. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { refusals, refuse } from "../nouns/talents";

export function useRefusals(of: string): [string[], (all: string[]) => void] {
  const all = useSignal<string[]>([]);
  useEffect(() => {
    void refusals(of).then((kept) => {
      all.value = kept;
    });
  }, [of]);
  const change = (next: string[]) => {
    all.value = next;
    void refuse(of, next);
  };
  return [all.value, change];
}
