/** The person's things, as signals over their database: each tab reads the same rows. */
import { signal } from "@preact/signals";
import type { Change, Database, Item, KeptFile, Noun } from "./db";
import { changeItem, empty, keyOf, openDatabase } from "./db";
import { dropAll, maybe } from "./keeping";
import { closePictures, openPictures, showFiles } from "./pictures";
import { FIRST, readRows, showFirst } from "./readings";
import { byKind, Rows } from "./rows";
import type { Person } from "./session";
import { writeThing } from "./thing_writes";
import { count } from "./waiting";

export const person = signal<Person | null>(null);
export { isBare, waiting } from "./waiting";

let [database, tabs]: [Database | null, BroadcastChannel | null] = [null, null];
const kinds = new Map<Noun, Rows>();
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
  const opened = await openDatabase(who.id);
  database = opened;
  person.value = who;
  const first = new Rows(); // what most screens show
  kinds.set(FIRST, first);
  tabs = new BroadcastChannel(`daytripper-${who.id}`);
  tabs.onmessage = ({ data }: MessageEvent<string[] | "left">) =>
    data === "left" ? location.assign("/app/") : void reload(data);
  await Promise.all([openPictures(opened), count(opened), showFirst(opened, first)]);
  readAll(opened, first, FIRST);
}

export function leave(): void {
  dropAll();
  tabs?.postMessage("left");
  tabs?.close();
  database?.close();
  database = null;
  person.value = null;
  kinds.clear();
  closePictures();
}

/** Whether a kind was read from the phone: one that is not there after that is nowhere. */
export const isRead = (noun: Noun): boolean => rows(noun).isRead.value;

/** All things of a kind that are not deleted, empty until they are read; and those deleted here, that the server has. */
export const things = (noun: Noun): Item[] => rows(noun).present.value;
export const departing = (noun: Noun): Item[] => rows(noun).departing.value;

export function thing(noun: Noun, id: string): Item | undefined {
  const item = rows(noun).get(id);
  return item?.deleted ? undefined : item;
}

const NOBODYS = new Rows();
/** Whoever has left wants nothing of it any more. */
function unlessLeft(from: Database, fault: unknown): void {
  if (database === from) throw fault;
}

/** Whoever asks is told when somebody else comes in, too. */
function rows(noun: Noun): Rows {
  if (!person.value || !database) return NOBODYS;
  let kind = kinds.get(noun);
  if (!kind) {
    kind = new Rows();
    kinds.set(noun, kind);
    readAll(database, kind, noun);
  }
  return kind;
}

function readAll(from: Database, kind: Rows, noun: Noun): void {
  void readRows(from, kind, noun, null).catch((fault) => unlessLeft(from, fault));
}

/** Read what changed again, here and in the other tabs: keys of things, or whole kinds. */
export async function tell(changes: string[]): Promise<void> {
  if (!changes.length) return;
  tabs?.postMessage(changes);
  await reload(changes);
}

async function reload(changes: string[]): Promise<void> {
  const from = database;
  if (!from) return;
  try {
    for (const [noun, ids] of byKind(changes)) {
      const kind = kinds.get(noun);
      if (kind) await readRows(from, kind, noun, ids);
      if (noun === "media") await showFiles(ids);
    }
    await count(from);
  } catch (fault) {
    unlessLeft(from, fault);
  }
}

/** Change a thing, or make it, with the files that it cites. All of it is safe on the phone when this returns. */
export async function keep(noun: Noun, id: string, change: Change, files: KeptFile[] = []): Promise<void> {
  const from = current();
  const item = await writeThing(from, empty(noun, id), change, files, kinds.get(noun)?.get(id));
  await show(from, noun, id, item, files);
}

/** Show what was written, and call those who send it and show it elsewhere: nobody waits for them. */
async function show(from: Database, noun: Noun, id: string, item: Item | undefined, files: KeptFile[] = []) {
  if (database !== from) return;
  kinds.get(noun)?.patch(new Map([[id, item]]));
  tabs?.postMessage([keyOf(noun, id), ...files.map((file) => keyOf("media", file.id))]);
  wake();
  maybe(count(from)); // it is kept, whether or not it can be counted now
  if (files.length) await showFiles(files.map((file) => file.id)).catch(() => undefined);
}

/** Delete a thing; it is sent after `held`. One that the server never had goes at once. */
export async function remove(noun: Noun, id: string, held = 0): Promise<void> {
  await changeRow(noun, id, (item) =>
    item?.server || item?.attempt
      ? { ...item, deleted: 1, dirty: 1, edited: item.dirty, touched_at: Date.now(), held }
      : null,
  );
}

/** Take a deletion back that the server has not got yet. */
export async function spare(noun: Noun, id: string): Promise<void> {
  // An attempt without an answer has one first.
  await changeRow(noun, id, (item) =>
    item?.deleted ? { ...item, deleted: 0, dirty: item.edited || item.attempt ? 1 : 0 } : (item ?? null),
  );
}

async function changeRow(noun: Noun, id: string, next: (item: Item | undefined) => Item | null): Promise<void> {
  const from = current();
  await show(from, noun, id, await changeItem(from, keyOf(noun, id), next));
}
