/** One change of a thing, with the files that it cites, in one transaction. */
import type { Change, Data, Database, Item, KeptFile, Noun } from "./db";
import { DURABLE, empty, keyOf, write } from "./db";

interface ThingChange {
  noun: Noun;
  id: string;
  change: Change;
  files: KeptFile[];
  /** The row as memory holds it, where the page goes away: nothing is read, and the transaction is committed at once. */
  known: Item | undefined;
  /** Members on their way to the phone, which that row does not show yet. */
  before: Data | undefined;
}

export async function writeThing(
  database: Database,
  { noun, id, change, files, known, before }: ThingChange,
): Promise<void> {
  const key = keyOf(noun, id);
  await write(
    database,
    ["items", "files"],
    async (transaction) => {
      const items = transaction.objectStore("items");
      for (const file of files) await transaction.objectStore("files").put(file);
      const item = known
        ? { ...known, local: { ...known.local, ...before } }
        : ((await items.get(key)) ?? empty(noun, id));
      const local = { ...item.local, ...(typeof change === "function" ? change(item.local ?? {}) : change) };
      const row = items.put({ ...item, local, dirty: 1, deleted: 0, touched_at: Date.now(), problem: undefined });
      if (known) transaction.commit();
      await row;
    },
    DURABLE,
  );
}
