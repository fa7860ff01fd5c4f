/** How rows are read from the phone: some, all, or those that are seen first. */
import { type Database, type Item, keyOf, type Noun } from "./db";
import type { Rows } from "./rows";

const MOST_PATCHES = 1_000; // more than that: the whole kind is read again
const PORTION = 500; // the page does something else between two of them
const SEEN = 40;
const LATER = 2_000; // milliseconds
const FIRST: Noun = "experience"; // the kind whose first ones are known before all are read
const KEY = "first";
let timer: ReturnType<typeof setTimeout> | undefined;

/** Read some rows of a kind, by their ids, or all of them. */
export const readRows = (from: Database, kind: Rows, noun: Noun, ids: string[] | null): Promise<void> =>
  kind.read(async () => {
    if (ids && ids.length <= MOST_PATCHES) kind.patch(await someOf(from, noun, ids));
    else {
      if (!kind.isRead.value) kind.show(await firstOf(from, noun));
      kind.fill(await allOf(from, noun));
    }
    if (noun === FIRST) soonKeepFirst(from, kind);
  });

async function someOf(database: Database, noun: Noun, ids: string[]): Promise<Map<string, Item | undefined>> {
  const { store } = database.transaction("items");
  const items = await Promise.all(ids.map((id) => store.get(keyOf(noun, id))));
  return new Map(ids.map((id, place) => [id, items[place]]));
}

/** All of a kind, as they stood at one moment. */
async function allOf(database: Database, noun: Noun): Promise<Item[]> {
  const { store } = database.transaction("items");
  const all: Item[] = [];
  let after = `${noun}:`;
  for (;;) {
    const some = await store.getAll(IDBKeyRange.bound(after, `${noun};`, true, true), PORTION);
    all.push(...some);
    if (some.length < PORTION) return all;
    after = some.at(-1)!.key;
  }
}

/** Those that stood first when the journal was last seen. */
async function firstOf(database: Database, noun: Noun): Promise<Item[]> {
  if (noun !== FIRST) return [];
  const ids = ((await database.get("meta", KEY)) as string[] | undefined) ?? [];
  return [...(await someOf(database, noun, ids)).values()].flatMap((item) => item ?? []);
}

/** Write down which stand first, when nothing else is done. Without it, opening takes longer. */
function soonKeepFirst(database: Database, rows: Rows): void {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const first = rows.present.peek().filter(({ local }) => local && !local.trashed_at);
    const ids = first.slice(0, SEEN).map(({ id }) => id);
    const kept = (await database.get("meta", KEY).catch(() => ids)) as string[] | undefined;
    if (ids.join() !== kept?.join()) await database.put("meta", ids, KEY).catch(() => undefined);
  }, LATER);
}
