/** What I changed of my account: the feed brings it, and an operation of its own takes it. */
import { changeItem, type Data, type Database, type Item } from "../core/db";
import { Refused } from "../core/refusals";
import { call } from "../core/session";
import { nextState } from "./answers";
import { changes } from "./merge";
import type { Operation, Report } from "./push";

const MOST_TURNS = 3; // of merging and sending again

export async function pushAccount(database: Database, report: Report): Promise<void> {
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const [item] = (await database.getAllFromIndex("items", "type", "user")).filter((one) => one.dirty);
    if (!item || report.late.has(item.key)) return;
    await send(database, item, report);
  }
}

async function send(database: Database, item: Item, report: Report): Promise<void> {
  const data = changes(item.base ?? {}, item.local ?? {});
  const version = item.server?.version as number | undefined;
  const headers = { "If-Match": version ? `"${version}"` : "*" };
  const answer = await call("/v1/me", { method: "PATCH", headers, body: JSON.stringify(data) });
  const body = (await answer.json().catch(() => ({}))) as Data;
  if (answer.status >= 500 || answer.status === 429) {
    report.late.set(item.key, new Refused(answer.status, body));
    return;
  }
  const operation: Operation = { op: "patch", type: "user", id: item.id, data };
  const result = answer.ok ? { status: 200, data: body } : { status: answer.status, problem: body as never };
  const sent = { operation, local: item.local };
  await changeItem(database, item.key, (kept) => (kept ? (nextState(kept, sent, result, report) ?? kept) : null));
  report.touched.add(item.key);
}
