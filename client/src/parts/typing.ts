/** A field owns its text while it has the focus: nothing writes into it, and what comes from elsewhere waits next to it. */
import { type Signal, useSignal } from "@preact/signals";
import { createContext, type RefObject } from "preact";
import { useContext, useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { type Keeper, keeperOf } from "../core/keeping";

/** The draft that the fields below belong to: it keeps all of them. */
export const DraftOf = createContext<Keeper<any> | null>(null);

export type Entry = HTMLInputElement | HTMLTextAreaElement;
export interface Typed {
  id: string;
  value: string;
  onValue?: ((text: string) => void) | undefined; // at once, with each key
  keep?: ((text: string) => Promise<unknown>) | undefined; // on the phone, after a pause
  clean?: ((text: string) => string) | undefined; // letters that it does not take
  divider?: string | undefined; // between two texts that both stand
}
export interface Typing {
  keeper: Keeper<any> | null;
  hasTyped: Signal<boolean>;
  theirs: Signal<string | null>;
  choose: (text: string) => void;
  onInput: () => void;
  onBlur: () => void;
}

const MOST_GIVEN = 50; // texts that may still come back from the store
const DIVIDERS: Record<string, string> = { textarea: "\n\n⁂\n\n", text: " / " }; // a date has no two values

/** Blanks and commas that a store tidies make no other text. */
const gist = (text: string) => text.replace(/[\s,]+/g, "");

export function useTyping(element: RefObject<Entry | null>, properties: Typed): Typing {
  const { id, value, keep } = properties;
  const latest = useRef(properties);
  latest.current = properties;
  const draft = useContext(DraftOf);
  const own = useMemo(
    () => (keep ? keeperOf<string>(`${location.pathname} ${id}`, (text) => latest.current.keep!(text)) : null),
    [id, !keep],
  );
  const keeper = own ?? draft;
  const hasTyped = useSignal(Boolean(own?.isDue));
  const theirs = useSignal<string | null>(null);
  const state = useRef({ isTyped: false, isSent: false, seen: value, given: [] as string[] }).current;

  const isHeld = () => Boolean(own?.isDue) || (document.activeElement === element.current && !state.isSent);
  const adopt = () => {
    const entry = element.current;
    if (!entry) return;
    const came = latest.current.value;
    if (entry.value === came) theirs.value = null;
    else if (!isHeld()) {
      entry.value = came;
      theirs.value = null;
    } else if (came !== state.seen && !state.given.includes(gist(came))) {
      const mine = `${dividerOf(entry)}${entry.value}`;
      theirs.value = came.endsWith(mine) ? came.slice(0, -mine.length) : came; // without what was merged into it
      if (state.isTyped && (!own || own.isDue)) give(entry.value);
      state.isTyped = false;
    }
    state.seen = came;
  };
  const dividerOf = ({ type }: Entry) => latest.current.divider ?? DIVIDERS[type] ?? "";
  /** Until the person chooses, both texts are kept. */
  const withTheirs = (text: string) => {
    const divider = dividerOf(element.current!);
    return divider && theirs.value ? `${theirs.value}${divider}${text}` : text;
  };
  const give = (typed: string) => {
    const text = withTheirs(typed);
    state.given = [...state.given, gist(typed), gist(text)].slice(-MOST_GIVEN);
    latest.current.onValue?.(text);
    own?.later(text);
  };

  useLayoutEffect(() => {
    if (own?.isDue) element.current!.value = own.value; // it could not be kept, and the person left meanwhile
  }, [own]);
  useLayoutEffect(adopt);
  useEffect(() => {
    const { form } = element.current!;
    const send = () => {
      void keeper?.flush();
      state.isSent = true;
    };
    form?.addEventListener("submit", send, true);
    return () => {
      form?.removeEventListener("submit", send, true);
      void keeper?.flush();
    };
  }, [keeper]);

  return {
    keeper,
    hasTyped,
    theirs,
    choose(text) {
      theirs.value = null;
      element.current!.value = text;
      give(text);
    },
    onInput() {
      const entry = element.current!;
      const text = latest.current.clean?.(entry.value) ?? entry.value;
      if (text !== entry.value) entry.value = text; // with the key itself
      Object.assign(state, { isTyped: true, isSent: false });
      hasTyped.value = true;
      give(text);
    },
    onBlur() {
      const entry = element.current;
      if (!entry) return; // it was taken away with the focus in it: it is written as it goes
      if (state.isTyped && entry.value !== latest.current.value) latest.current.onValue?.(withTheirs(entry.value));
      else if (!own?.isDue) adopt();
      Object.assign(state, { isTyped: false, isSent: false });
      void keeper?.flush();
    },
  };
}
