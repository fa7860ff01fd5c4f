/** One change of a thing, with the files that it cites, in one transaction. */
import type { Change, Database, Item, KeptFile } from "./db";
import { DURABLE, write } from "./db";

/** `blank`: where the phone has none yet. `memory`: where the page goes away, nothing is read, and it is committed at once. */
export function writeThing(
  database: Database,
  blank: Item,
  change: Change,
  files: KeptFile[],
  memory: Item | false | undefined,
): Promise<void> {
  return write(
    database,
    ["items", "files"],
    async (transaction) => {
      const items = transaction.objectStore("items");
      for (const file of files) await transaction.objectStore("files").put(file);
      const item = memory || ((await items.get(blank.key)) ?? blank);
      const local = { ...item.local, ...(typeof change === "function" ? change(item.local ?? {}) : change) };
      const row = items.put({ ...item, local, dirty: 1, deleted: 0, touched_at: Date.now(), problem: undefined });
      if (memory) transaction.commit();
      await row;
    },
    DURABLE,
  );
}
