/** How rows are read from the phone: some, all, or those that are seen first. */
import { effect } from "@preact/signals";
import { type Database, type Item, keyOf, type Noun } from "./db";
import { maybe } from "./keeping";
import type { Rows } from "./rows";

const MOST_PATCHES = 1_000; // more than that: the whole kind is read again
const PORTION = 500; // the page does something else between two of them, and may write
const SEEN = 40;
export const FIRST: Noun = "experience"; // the kind whose first ones are known before all are read
const KEY = "first";

/** Read some rows of a kind, by their ids, or all of them. */
export const readRows = (from: Database, kind: Rows, noun: Noun, ids: string[] | null): Promise<void> =>
  kind.read(async () => {
    if (ids && ids.length <= MOST_PATCHES) kind.patch(await someOf(from, noun, ids));
    else await kind.fill(allOf(from, noun));
  });

async function someOf(database: Database, noun: Noun, ids: string[]): Promise<Map<string, Item | undefined>> {
  const { store } = database.transaction("items");
  const items = await Promise.all(ids.map((id) => store.get(keyOf(noun, id))));
  return new Map(ids.map((id, place) => [id, items[place]]));
}

/** All of a kind. A write waits for one portion, not for all. */
async function* allOf(database: Database, noun: Noun): AsyncGenerator<Item[]> {
  let after = `${noun}:`;
  for (;;) {
    const some = await database.getAll("items", IDBKeyRange.bound(after, `${noun};`, true, true), PORTION);
    yield some;
    if (some.length < PORTION) return;
    after = some.at(-1)!.key;
  }
}

/** Show those that stood first when the journal was last seen, and write down which do from now on. */
export const showFirst = (database: Database, kind: Rows): Promise<void> =>
  kind.read(async () => {
    let known = ((await database.get("meta", KEY)) as string[] | undefined) ?? [];
    kind.show([...(await someOf(database, FIRST, known)).values()].flatMap((item) => item ?? []));
    effect(() => {
      if (!kind.isRead.value) return;
      const moments = kind.present.value.filter(({ local }) => local && !local.trashed_at);
      const ids = moments.slice(0, SEEN).map(({ id }) => id);
      if (`${ids}` !== `${known}`) maybe(database.put("meta", ids, KEY)); // without it, opening takes longer
      known = ids;
    });
  });
