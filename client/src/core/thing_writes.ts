/** One change of a thing, with the files that it cites, in one transaction. */
import type { Change, Data, Database, Item, KeptFile } from "./db";
import { DURABLE, write } from "./db";
import { goesAway } from "./keeping";

const unread = new Map<string, Data>(); // members on their way to the phone, which memory does not show yet

/** Says how it stands then. `blank`: where the phone has none yet; `known`: as memory shows it. */
export async function writeThing(
  database: Database,
  blank: Item,
  change: Change,
  files: KeptFile[],
  known: Item | undefined,
): Promise<Item> {
  const { key } = blank;
  const before = unread.get(key);
  // Where the page goes away, nothing is read, and it is committed at once.
  const memory = goesAway() && !files.length && known && { ...known, local: { ...known.local, ...before } };
  const mine: Data = { ...before, ...(typeof change !== "function" && change) };
  unread.set(key, mine);
  const next = await write(
    database,
    ["items", "files"],
    async (transaction) => {
      const items = transaction.objectStore("items");
      for (const file of files) await transaction.objectStore("files").put(file);
      const item = memory || ((await items.get(key)) ?? blank);
      const local = { ...item.local, ...(typeof change === "function" ? change(item.local ?? {}) : change) };
      const row: Item = { ...item, local, dirty: 1, deleted: 0, touched_at: Date.now(), problem: undefined };
      const written = items.put(row);
      if (memory) transaction.commit();
      await written;
      return row;
    },
    DURABLE,
  );
  if (unread.get(key) === mine) unread.delete(key);
  return next;
}
