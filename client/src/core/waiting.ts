/** How much waits on this phone. */
import { signal } from "@preact/signals";
import type { Database } from "./db";

export const waiting = signal(0); // things and files that the server has not got
export const isBare = signal(false); // nothing stands on this phone yet, not even who it is of

export async function count(database: Database): Promise<void> {
  const transaction = database.transaction(["items", "files"]);
  const [items, files] = [transaction.objectStore("items"), transaction.objectStore("files").index("state")];
  const [first, things, readings, waits, declared] = await Promise.all([
    items.getKey(IDBKeyRange.lowerBound("")),
    items.index("dirty").count(1),
    items.index("type").count("reading"), // nobody would miss them
    files.count("waiting"),
    files.count("declared"),
  ]);
  waiting.value = things - readings + waits + declared;
  isBare.value = first === undefined;
}
