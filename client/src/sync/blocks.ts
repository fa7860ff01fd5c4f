/** Lists whose members a person writes, each under an id of its own: they are merged one by one. */
import type { Data } from "../core/db";

/** Members of a thing have no order, and those that say nothing count as missing. */
const inOrder = (_: string, value: unknown) =>
  value && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter((member) => member[1] != null)
          .sort(),
      )
    : value;
export const isEqual = (one: unknown, other: unknown) =>
  JSON.stringify(one ?? null, inOrder) === JSON.stringify(other ?? null, inOrder);
const nameOf = (block: Data) => (block.id as string | null) ?? JSON.stringify(block);
const byName = (blocks: Data[]) => new Map(blocks.map((block) => [nameOf(block), block]));

type Merge = (base: Data | null, mine: Data, theirs: Data) => { merged: Data; fields: string[] };

/** What one side removed is gone, unless the other rewrote it. The order is that of the side which moved something. */
export function mergeBlocks(was: unknown, here: Data[], there: Data[], merge: Merge) {
  const old = Array.isArray(was) ? (was as Data[]) : [];
  const [before, mine, theirs] = [byName(old), byName(here), byName(there)];
  const stays = (block: Data) => {
    const name = nameOf(block);
    return (mine.has(name) && theirs.has(name)) || !isEqual(before.get(name), block);
  };
  const order = (blocks: Data[]) =>
    blocks.map(nameOf).filter((name) => before.has(name) && mine.has(name) && theirs.has(name));
  const [lead, rest] = isEqual(order(there), order(old)) ? [here, there] : [there, here];
  const names = lead.filter(stays).map(nameOf);
  let place = 0;
  for (const block of rest) {
    const at = names.indexOf(nameOf(block));
    if (at >= 0) place = at + 1;
    else if (stays(block)) names.splice(place++, 0, nameOf(block));
  }
  const fields: string[] = [];
  const merged = names.map((name) => {
    const [one, other] = [mine.get(name), theirs.get(name)];
    if (!one || !other) return (one ?? other)!;
    const inner = merge(before.get(name) ?? null, one, other);
    fields.push(...inner.fields);
    return inner.merged;
  });
  return { merged, fields };
}
