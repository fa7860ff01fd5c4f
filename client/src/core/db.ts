/** What the phone keeps: one database for each person, and a small one for the phone itself. */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from "idb";
import type { FileState, Item, KeptFile, Noun } from "./items";

export type * from "./items";

interface Shape extends DBSchema {
  items: { key: string; value: Item; indexes: { type: string; dirty: number } };
  files: { key: string; value: KeptFile; indexes: { state: FileState } };
  parts: { key: [string, number]; value: { file: string; part: number; blob: Blob } };
  meta: { key: string; value: unknown };
}
export type Database = IDBPDatabase<Shape>;

export const databaseName = (person: string) => `daytripper-${person}`;
export const keyOf = (type: Noun, id: string) => `${type}:${id}`;

/** A thing that the server has not got yet. */
export const empty = (type: Noun, id: string): Item => ({
  key: keyOf(type, id),
  type,
  id,
  server: null,
  base: null,
  local: null,
  dirty: 0,
  deleted: 0,
  touched_at: Date.now(),
});

/** An open connection would keep whoever signs out from deleting the database. */
export const closing = (_current: number, _next: number | null, event: IDBVersionChangeEvent) => {
  (event.target as IDBDatabase).close();
};

export function openDatabase(person: string): Promise<Database> {
  return openDB<Shape>(databaseName(person), 1, {
    upgrade(database) {
      const items = database.createObjectStore("items", { keyPath: "key" });
      items.createIndex("type", "type");
      items.createIndex("dirty", "dirty");
      database.createObjectStore("files", { keyPath: "id" }).createIndex("state", "state");
      database.createObjectStore("parts", { keyPath: ["file", "part"] });
      database.createObjectStore("meta");
    },
    blocking: closing,
  });
}

type Transaction<Stores extends StoreNames<Shape>[]> = IDBPTransaction<Shape, Stores, "readwrite">;

/** Write all of it, or nothing. Whoever asks hears of a fault, and nobody else does. */
export async function write<T, Stores extends StoreNames<Shape>[]>(
  database: Database,
  stores: [...Stores],
  work: (transaction: Transaction<Stores>) => Promise<T>,
  options: IDBTransactionOptions = {},
): Promise<T> {
  const transaction = database.transaction(stores, "readwrite", options) as unknown as Transaction<Stores>;
  const working = work(transaction).catch((fault) => {
    undo(transaction);
    throw transaction.error ?? fault; // that there is no room, rather than that it is over
  });
  const [result] = await Promise.all([working, transaction.done]);
  return result;
}

function undo(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {} // it is over already
}

/** What a person wrote survives a dead battery, not only a killed browser. */
export const DURABLE = { durability: "strict" } as const;

/** Write a thing as it is next; null: it goes. Says how it stands then. */
export const changeItem = (
  database: Database,
  key: string,
  next: (item: Item | undefined) => Item | null,
): Promise<Item | undefined> =>
  write(
    database,
    ["items"],
    async (transaction) => {
      const items = transaction.objectStore("items");
      const kept = await items.get(key);
      const item = next(kept);
      if (item && item !== kept) await items.put(item);
      else if (!item && kept) await items.delete(key);
      return item ?? undefined;
    },
    DURABLE,
  );

/** Keep a file, or a part of one. */
export const keepRow = <Store extends "files" | "parts">(
  database: Database,
  store: Store,
  row: Shape[Store]["value"],
) => write(database, [store], (transaction) => transaction.objectStore(store).put(row), DURABLE);

/** `undefined` throws it away. A page that goes away does not say later that this was all. */
export const keepMeta = (database: Database, key: string, value: unknown): Promise<void> =>
  write(
    database,
    ["meta"],
    async (transaction) => {
      const meta = transaction.objectStore("meta");
      const written = value === undefined ? meta.delete(key) : meta.put(value, key);
      transaction.commit();
      await written;
    },
    DURABLE,
  );
