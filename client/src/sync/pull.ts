/** What is new at the server comes here. The cursor is written in the transaction of the page that it ends. */
import { type Data, type Database, empty, type Item, keyOf, type Noun, write } from "../core/db";
import { Refused } from "../core/refusals";
import { hearTime } from "../core/server_time";
import { call } from "../core/session";
import type { Report } from "./push";

const QUICK = 1_500; // milliseconds: a network that brings a page so soon brings large ones in time
const LARGE = "&limit=500";
/** Those that came after contract 1.0 come to who names them. A cursor is good for the same types alone. */
const TYPES =
  "experience,media,journal,story,mission,response,talent,portrait,grant,user,notification,membership,grant_request," +
  "comment,endorsement,proposal,programme";
export const CURSOR = `cursor ${TYPES}`;

interface Change {
  type: Noun;
  id: string;
  deleted: boolean;
  data: Data | null;
}
interface ChangesPage {
  changes: Change[];
  next_cursor: string;
  served_at?: string;
  has_more: boolean;
}

export async function pull(database: Database, report: Report): Promise<void> {
  let cursor = ((await database.get("meta", CURSOR)) as string | undefined) ?? null;
  const isThere = cursor ?? (await database.getKey("items", IDBKeyRange.lowerBound("")));
  if (!cursor && isThere) cursor = await beginAnew(database); // the cursor is lost, or of an earlier release
  let limit = ""; // the server ends a page before it is heavy
  for (;;) {
    const asked = Date.now();
    const answer = await call(
      `/v1/sync?types=${TYPES}${limit}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`,
    );
    if (answer.status === 410) {
      cursor = await beginAnew(database);
      continue;
    }
    if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({})));
    const page = (await answer.json()) as ChangesPage;
    hearTime(page.served_at, asked);
    await take(database, page, report);
    if (!page.has_more) return sweep(database, report);
    cursor = page.next_cursor;
    limit = Date.now() - asked < QUICK ? LARGE : "";
  }
}

async function take(database: Database, page: ChangesPage, report: Report): Promise<void> {
  await write(database, ["items", "meta"], async (transaction) => {
    const items = transaction.objectStore("items");
    const keys = page.changes.map(({ type, id }) => keyOf(type, id));
    const kept = new Map(
      (await Promise.all(keys.map((key) => items.get(key)))).map((item, place) => [keys[place]!, item]),
    );
    for (const [place, change] of page.changes.entries()) {
      const next = taken(kept.get(keys[place]!), change);
      kept.set(keys[place]!, next ?? undefined);
      report.touched.add(keys[place]!);
      report.pulled += 1;
    }
    await Promise.all([...kept].map(async ([key, item]) => void (await (item ? items.put(item) : items.delete(key)))));
    await transaction.objectStore("meta").put(page.next_cursor, CURSOR);
  });
}

/** The item after a change; null where it is gone. What was written here and not sent stays. */
export function taken(kept: Item | undefined, change: Change): Item | null {
  if (change.deleted || !change.data) {
    if (!kept || !isMine(kept) || kept.deleted) return null;
    // Deleted there, edited here: it comes back as mine; a moment is in the bin.
    return kept.type === "experience" && kept.server ? { ...kept, restore: 1 } : { ...kept, server: null, base: null };
  }
  const { data } = change;
  if (kept?.deleted && kept.type === "grant")
    return { ...kept, server: data, base: data, local: data, stale: undefined };
  // The feed does not say it twice: a deletion that is taken back asks the server for it.
  if (kept && isMine(kept)) return { ...kept, stale: undefined, ...(kept.deleted && { edited: 1 }) };
  return {
    ...(kept ?? empty(change.type, change.id)),
    server: data,
    base: data,
    local: data,
    deleted: 0,
    touched_at: kept?.touched_at ?? Date.now(),
    stale: undefined,
  };
}

/** What stands here and not at the server: it waits, or was refused. */
const isMine = (item: Item) => Boolean(item.dirty || item.problem);

/** The server knows the cursor no more: all comes again, and what does not come is gone. */
async function beginAnew(database: Database): Promise<null> {
  await write(database, ["items", "meta"], async (transaction) => {
    for (const item of await transaction.objectStore("items").getAll()) {
      if (!isMine(item)) await transaction.objectStore("items").put({ ...item, stale: 1 });
    }
    for (const name of ["cursor", CURSOR]) await transaction.objectStore("meta").delete(name);
    await transaction.objectStore("meta").put(true, "anew");
  });
  return null;
}

async function sweep(database: Database, report: Report): Promise<void> {
  if (!(await database.get("meta", "anew"))) return;
  await write(database, ["items", "meta"], async (transaction) => {
    for (const item of await transaction.objectStore("items").getAll()) {
      if (!item.stale || isMine(item)) continue;
      await transaction.objectStore("items").delete(item.key);
      report.touched.add(item.key);
    }
    await transaction.objectStore("meta").delete("anew");
  });
}
