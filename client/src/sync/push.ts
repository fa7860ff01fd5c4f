/** What waits here goes to the server, a hundred operations at a time. */
import {
  type Data,
  type Database,
  DURABLE,
  type Item,
  type KeptFile,
  keyOf,
  type Noun,
  type Problem,
} from "../core/db";
import { call, Refused } from "../core/session";
import { nextState } from "./answers";
import { declaration, settleFile } from "./declarations";
import { changes } from "./merge";

const MOST = 100;
const HEAVIEST = 3_000_000; // letters of a batch

export interface Report {
  pushed: number;
  refused: string[];
  conflicts: string[];
  uploaded: number;
  pulled: number;
  touched: Set<Noun>;
}

export interface Operation {
  op: "put" | "patch" | "delete";
  type: Noun;
  id: string;
  if_match?: number | null;
  data?: Data;
}

export interface Result {
  status: number;
  data?: Data;
  problem?: Problem;
}

/** Things that cite others come after them. */
const ORDER: Noun[] = [
  "media",
  "experience",
  "talent",
  "journal",
  "portrait",
  "response",
  "membership",
  "comment",
  "reading",
];

/** Send all that waits. Says whether some of it has to be sent once more, merged with what the server had. */
export async function push(database: Database, report: Report): Promise<boolean> {
  let again = false;
  for (;;) {
    const batch = await nextBatch(database);
    if (!batch.length) return again;
    const answer = await call("/v1/sync", {
      method: "POST",
      body: JSON.stringify({ operations: batch.map((one) => one.operation) }),
    });
    if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({})));
    const { results } = (await answer.json()) as { results: Result[] };
    const late = results.find((result) => result.status >= 500 || result.status === 429);
    if (late) throw new Refused(late.status, late.problem ?? {}); // all of it is sent again later
    let conflicts = 0;
    for (const [place, result] of results.entries())
      conflicts += Number(await settle(database, batch[place]!, result, report));
    if (conflicts) again = true;
    if (conflicts === batch.length) return again; // each of them has to be looked at anew
  }
}

export interface Sent {
  operation: Operation;
  item?: Item;
  file?: KeptFile;
}

async function nextBatch(database: Database): Promise<Sent[]> {
  const files = await database.getAllFromIndex("files", "state", "waiting");
  const items = (await database.getAllFromIndex("items", "dirty", 1)).filter((item) => ORDER.includes(item.type));
  items.sort((one, other) => ORDER.indexOf(one.type) - ORDER.indexOf(other.type) || one.touched_at - other.touched_at);
  const all: Sent[] = [
    ...files.map((file) => ({ operation: declaration(file), file })),
    ...items.map((item) => ({ operation: operationOf(item), item })),
  ];
  const batch: Sent[] = [];
  let letters = 0;
  for (const one of all) {
    letters += JSON.stringify(one.operation).length;
    if (batch.length === MOST || (batch.length && letters > HEAVIEST)) break;
    batch.push(one);
  }
  return batch;
}

export function operationOf(item: Item): Operation {
  const { type, id } = item;
  const if_match = (item.server?.version as number | undefined) ?? null;
  if (item.deleted) return { op: "delete", type, id, if_match };
  if (!item.server) return { op: "put", type, id, data: item.local ?? {} };
  if (type === "response") return { op: "put", type, id, if_match, data: picked(item.local ?? {}, ANSWERS) };
  return { op: "patch", type, id, if_match, data: changes(item.base ?? {}, item.local ?? {}) };
}

/** What a person says to a mission. */
const ANSWERS = ["experience_id", "note", "reason", "seen_at"];

const picked = (data: Data, names: string[]): Data =>
  Object.fromEntries(
    names.filter((name) => data[name] !== undefined && data[name] !== null).map((name) => [name, data[name]]),
  );

/** Write down what became of an operation. Says whether it met a newer version. */
async function settle(database: Database, sent: Sent, result: Result, report: Report): Promise<boolean> {
  report.touched.add(sent.operation.type);
  if (sent.file) return settleFile(database, sent.file, result, report);
  const transaction = database.transaction("items", "readwrite", DURABLE);
  const kept = await transaction.store.get(keyOf(sent.operation.type, sent.operation.id));
  const met = result.status === 412 && Boolean(result.problem?.current);
  if (kept) {
    const next = nextState(kept, sent, result, report);
    if (next) await transaction.store.put(next);
    else await transaction.store.delete(kept.key);
  }
  await transaction.done;
  return met;
}
