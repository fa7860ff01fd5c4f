/** A carnet while it is written: what is typed stands at once, is kept as it stands, and takes in what comes from elsewhere. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Data } from "../core/db";
import { type Keeper, keeperOf } from "../core/keeping";
import {
  type Block,
  changeJournal,
  journal as find,
  type Journal,
  type JournalMembers,
  written,
} from "../nouns/journals";
import { isEqual, merge } from "../sync/engine";

export interface Draft {
  title: string;
  summary: string;
  blocks: Block[];
}

const draftOf = (local: JournalMembers): Draft => ({
  title: local.title ?? "",
  summary: local.summary ?? "",
  blocks: local.blocks ?? [],
});
const trimmed = (draft: Draft): Draft => ({
  title: draft.title.trim(),
  summary: draft.summary.trim(),
  blocks: draft.blocks.map((block) => ("text" in block ? { ...block, text: block.text.trim() } : block)),
});
/** As the phone keeps it. A carnet has a name: where it is emptied, the one before stands. */
const stored = (draft: Draft, name: string): Draft => {
  const { title, ...others } = trimmed({ ...draft, blocks: written(draft.blocks) });
  return { title: title || name, ...others };
};

const merged = (before: Draft, typed: Draft, there: Draft): Draft => {
  const [was, here, other] = [before, trimmed(typed), there] as unknown as Data[];
  return blanksOf(typed, merge(was!, here!, other!).merged as unknown as Draft);
};

/** A blank at the end of a text that is being typed stays. */
const blanksOf = (typed: Draft, next: Draft): Draft => ({
  ...next,
  blocks: next.blocks.map((block) => {
    const same = typed.blocks.find(({ id }) => id === block.id);
    return same && isEqual(trimmed({ ...typed, blocks: [same] }).blocks, [block]) ? same : block;
  }),
});

export function useWriting(journal: Journal): [Draft, (change: Partial<Draft>) => void, Keeper<Draft>] {
  const keeper = useMemo(() => keeperOf<Draft>(`carnet ${journal.id}`, () => Promise.resolve()), [journal.id]);
  const draft = useSignal(keeper.isDue ? keeper.value : draftOf(journal.local));
  const kept = useRef(stored(draft.value, "")); // what the phone keeps, as far as this screen knows
  const underway = useRef(0);
  const adopt = () => {
    const item = find(journal.id);
    if (!item || underway.current) return;
    const there = stored(draftOf(item.local), "");
    if (isEqual(there, kept.current)) return;
    draft.value = merged(kept.current, draft.value, there);
    if (isEqual(stored(draft.value, there.title), there)) kept.current = there;
    else keeper.later(draft.value, 0);
  };
  const write = async (next: Draft) => {
    const before = kept.current;
    kept.current = stored(next, before.title);
    underway.current += 1;
    try {
      await changeJournal(journal.id, (local) => {
        const there = stored(draftOf(local), "");
        const { title, summary, blocks } = isEqual(there, before) ? next : merged(before, next, there);
        const name = title.trim() ? { title } : {};
        return { ...name, summary: summary.trim() ? summary : null, blocks: written(blocks) };
      });
    } catch (fault) {
      kept.current = before;
      throw fault;
    } finally {
      underway.current -= 1;
    }
    adopt();
  };
  keeper.write = write;
  useEffect(adopt, [journal]);
  const change = (members: Partial<Draft>) => {
    draft.value = { ...draft.value, ...members };
    keeper.later(draft.value);
  };
  return [draft.value, change, keeper];
}
