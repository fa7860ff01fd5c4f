/** What waits here goes to the server, a hundred operations at a time. */
import {
  changeItem,
  type Data,
  type Database,
  type KeptFile,
  keyOf,
  type Noun,
  type Operation,
  type Problem,
  write,
} from "../core/db";
import { type Offline, Refused } from "../core/refusals";
import { call } from "../core/session";
import { newerVersion, nextState } from "./answers";
import { declaration, settleFile } from "./declarations";
import { operationOf } from "./operations";
import { isBinned } from "./restorations";

export type { Operation };

const MOST = 100;
const HEAVIEST = 3_000_000; // letters of a batch

export interface Report {
  pushed: number;
  refused: string[];
  conflicts: string[];
  uploaded: number;
  pulled: number;
  touched: Set<string>; // keys of things, and whole kinds
  held: number; // milliseconds until what is held back may go
  late: Map<string, Error>; // what could not be done now, by its key
  stuck: (Refused | Offline)[]; // why files do not go
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
  "proposal",
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
  let most = MOST;
  for (;;) {
    const batch = await nextBatch(database, report, most);
    if (!batch.length) return again;
    const answer = await call("/v1/sync", {
      method: "POST",
      body: JSON.stringify({ operations: batch.map((one) => one.operation) }),
    });
    const body = await answer.json().catch(() => ({}));
    if (!answer.ok && (isForAll(answer.status) || batch.length > 1)) {
      if (isForAll(answer.status)) throw new Refused(answer.status, body);
      most = Math.ceil(batch.length / 2); // one of them is not taken: the others do not wait for it
      continue;
    }
    most = MOST;
    const results: Result[] = answer.ok ? body.results : [{ status: answer.status, problem: body }];
    let conflicts = 0;
    for (const [place, sent] of batch.entries()) {
      const result = results[place]!;
      if (result.status >= 500 || result.status === 429)
        report.late.set(nameOf(sent.operation), new Refused(result.status, result.problem ?? {}));
      else conflicts += Number(await settle(database, sent, result, report));
    }
    if (conflicts) again = true;
    if (conflicts === batch.length) return again; // each of them has to be looked at anew
  }
}

/** Whether a status says that nothing else is taken now, either. */
export const isForAll = (status: number): boolean => [401, 426, 429, 503].includes(status);

export interface Sent {
  operation: Operation;
  local?: Data | null; // of a thing: as it stood when it was sent
  file?: KeptFile;
}

const nameOf = ({ type, id }: Operation) => keyOf(type, id);

/** What is sent next. It is written down before it goes: without an answer, the same is sent again. */
const nextBatch = (database: Database, report: Report, most: number): Promise<Sent[]> =>
  write(database, ["items", "files"], async (transaction) => {
    const [items, states] = [transaction.objectStore("items"), transaction.objectStore("files").index("state")];
    const batch: Sent[] = [];
    let letters = 0;
    const holds = (sent: Sent) => {
      letters += JSON.stringify(sent.operation).length;
      const isRoom = batch.length < most && (!batch.length || letters <= HEAVIEST);
      if (isRoom) batch.push(sent);
      return isRoom;
    };
    const files = await states.getAll("waiting");
    const isFull = files.some((file) => !report.late.has(keyOf("media", file.id)) && !holds(sentFile(file)));
    const dirty = isFull ? [] : await items.index("dirty").getAll(1);
    const rows = dirty.filter((item) => ORDER.includes(item.type) && !isBinned(item) && !report.late.has(item.key));
    rows.sort((one, other) => ORDER.indexOf(one.type) - ORDER.indexOf(other.type) || one.touched_at - other.touched_at);
    for (const item of rows) {
      const attempt = item.attempt ?? { operation: operationOf(item), local: item.local };
      if (!holds(attempt)) break;
      if (!item.attempt) await items.put({ ...item, attempt });
    }
    return batch;
  });

const sentFile = (file: KeptFile): Sent => ({ operation: declaration(file), file });

/** Write down what became of an operation. Says whether it met a newer version. */
async function settle(database: Database, sent: Sent, result: Result, report: Report): Promise<boolean> {
  report.touched.add(nameOf(sent.operation));
  if (sent.file) return settleFile(database, sent.file, result, report);
  await changeItem(database, nameOf(sent.operation), (kept) => (kept ? nextState(kept, sent, result, report) : null));
  return Boolean(newerVersion(result));
}
