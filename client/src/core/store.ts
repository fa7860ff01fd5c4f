/** The person's things, as signals over their database: each tab reads the same rows. */
import { type Signal, signal } from "@preact/signals";
import type { Data, Database, Item, Noun } from "./db";
import { DURABLE, empty, keyOf, openDatabase } from "./db";
import { closePictures, openPictures, showFiles } from "./pictures";
import type { Person } from "./session";

export const person = signal<Person | null>(null);
export const waiting = signal(0); // things and files that the server has not got
export const isBare = signal(false); // nothing stands on this phone yet, not even who it is of

let [database, tabs]: [Database | null, BroadcastChannel | null] = [null, null];
const UNREAD: Item[] = [];
const lists = new Map<Noun, Signal<Item[]>>();
let wake: () => void = () => {};

/** Whom a write calls. */
export function onWrite(run: () => void): void {
  wake = run;
}

export function current(): Database {
  if (!database) throw new Error("nobody is here");
  return database;
}

export async function enter(who: Person): Promise<void> {
  database = await openDatabase(who.id);
  person.value = who;
  tabs = new BroadcastChannel(`daytripper-${who.id}`);
  tabs.onmessage = ({ data }: MessageEvent<Noun[] | "left">) =>
    data === "left" ? location.assign("/app/") : void reload(data);
  await Promise.all([openPictures(database), count()]);
}

export function leave(): void {
  tabs?.postMessage("left");
  tabs?.close();
  database?.close();
  database = null;
  person.value = null;
  lists.clear();
  closePictures();
}

/** Whether a kind was read from the phone: one that is not there after that is nowhere. */
export const isRead = (noun: Noun): boolean => rows(noun) !== UNREAD;

/** All things of a kind that are not deleted; empty until they are read. */
export const things = (noun: Noun): Item[] => rows(noun).filter((item) => !item.deleted);

/** Deleted here, and not yet at the server. */
export const departing = (noun: Noun): Item[] => rows(noun).filter((item) => item.deleted);

function rows(noun: Noun): Item[] {
  let list = lists.get(noun);
  if (!list) {
    list = signal<Item[]>(UNREAD);
    lists.set(noun, list);
    void reload([noun]);
  }
  return list.value;
}

export const thing = (noun: Noun, id: string): Item | undefined => things(noun).find((item) => item.id === id);

/** Read those kinds again, here and in the other tabs. */
export async function tell(nouns: Noun[]): Promise<void> {
  tabs?.postMessage(nouns);
  await reload(nouns);
}

async function reload(nouns: Noun[]): Promise<void> {
  if (!database) return;
  for (const noun of new Set(nouns)) {
    const list = lists.get(noun);
    if (list) list.value = await database.getAllFromIndex("items", "type", noun);
    if (noun === "media") await showFiles();
  }
  await count();
}

async function count(): Promise<void> {
  if (!database) return;
  const [all, things, readings, files] = await Promise.all([
    database.count("items"),
    database.countFromIndex("items", "dirty", 1),
    database.countFromIndex("items", "type", "reading"), // nobody would miss them
    database.getAll("files"),
  ]);
  const unsent = files.filter((file) => file.state === "waiting" || file.state === "declared").length;
  waiting.value = things - readings + unsent;
  isBare.value = all === 0;
}

/** Change a thing, or make it. It is safe on the phone when this returns. */
export async function keep(noun: Noun, id: string, change: Data | ((local: Data) => Data)): Promise<void> {
  const transaction = current().transaction("items", "readwrite", DURABLE);
  transaction.done.catch(() => {}); // where the phone is full, `put` says so first
  const item = (await transaction.store.get(keyOf(noun, id))) ?? empty(noun, id);
  await transaction.store.put({
    ...item,
    local: { ...item.local, ...(typeof change === "function" ? change(item.local ?? {}) : change) },
    dirty: 1,
    deleted: 0,
    touched_at: Date.now(),
    problem: undefined,
  });
  await transaction.done;
  await tell([noun]);
  wake();
}

/** Delete a thing; it is sent after `held`. One that the server never had goes at once. */
export async function remove(noun: Noun, id: string, held = 0): Promise<void> {
  const transaction = current().transaction("items", "readwrite", DURABLE);
  const item = await transaction.store.get(keyOf(noun, id));
  if (item?.server || item?.attempt)
    await transaction.store.put({ ...item, deleted: 1, dirty: 1, edited: item.dirty, touched_at: Date.now(), held });
  else if (item) await transaction.store.delete(item.key);
  await transaction.done;
  await tell([noun]);
  wake();
}

/** Take a deletion back that the server has not got yet. */
export async function spare(noun: Noun, id: string): Promise<void> {
  const transaction = current().transaction("items", "readwrite", DURABLE);
  const item = await transaction.store.get(keyOf(noun, id));
  // An attempt without an answer has one first.
  if (item?.deleted) await transaction.store.put({ ...item, deleted: 0, dirty: item.edited || item.attempt ? 1 : 0 });
  await transaction.done;
  await tell([noun]);
  wake();
}
