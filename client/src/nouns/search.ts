/** Looking for moments by the words in them. The text of a moment is folded once, while nobody waits. */
import { type Moment, moments } from "./experiences";

const folded = new WeakMap<Moment, string>();
const SLICE = 5; // milliseconds at a time
const PAUSE = 20;

/** Milliseconds without a letter, until it is looked for. */
export const LETTERS = 120;

const plain = (words: string) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function textOf(moment: Moment): string {
  const known = folded.get(moment);
  if (known !== undefined) return known;
  const { title, text, place, organisation, people, tags, reflection, media } = moment.local;
  const said = media?.map((one) => (typeof one === "string" ? null : [one.alt, one.transcript, one.kind]));
  const all = plain(JSON.stringify([title, text, place?.label, organisation, people, tags, reflection, said]));
  folded.set(moment, all);
  return all;
}

/** Those in which each word stands, wherever. */
export function search(words: string): Moment[] {
  const [all, asked] = [moments(), plain(words)];
  const wanted = asked.split(/\s+/).filter(Boolean);
  const isLonger = last.all === all && asked.startsWith(last.asked); // what was not found does not come back
  const found = (isLonger ? last.found : all).filter((moment) => {
    const text = textOf(moment);
    return wanted.every((word) => text.includes(word));
  });
  last = { all, asked, found };
  return found;
}

let last: { all: Moment[] | null; asked: string; found: Moment[] } = { all: null, asked: "", found: [] };

/** Fold what is not folded yet, a little at a time. Says how it is stopped. */
export function foldAhead(all: Moment[]): () => void {
  let [place, timer]: [number, ReturnType<typeof setTimeout> | undefined] = [0, undefined];
  const foldSome = () => {
    const end = performance.now() + SLICE;
    while (place < all.length && performance.now() < end) textOf(all[place++]!);
    if (place < all.length) timer = setTimeout(foldSome, PAUSE);
  };
  timer = setTimeout(foldSome, PAUSE);
  return () => clearTimeout(timer);
}
