/** A whole photo that has arrived takes the place of its light copy. */
import { type Database, type KeptFile, keyOf } from "../core/db";
import { Refused } from "../core/refusals";
import { call } from "../core/session";
import type { Report } from "./push";

const AGAIN = 5_000; // milliseconds, until the server has looked at both
const ANY = { "If-Match": "*" };
const MOST_TRIES = 10; // after them, only when something else is sent

export async function replaceLightCopies(database: Database, report: Report): Promise<void> {
  const sent = await database.getAllFromIndex("files", "state", "sent");
  for (const file of sent.filter((one) => one.replaces)) {
    const body = JSON.stringify({ media_id: file.id });
    const answer = await call(`/v1/media/${file.replaces}/original`, { method: "PUT", body, headers: ANY });
    if (answer.status === 409) await askAgain(database, file, report);
    else if (answer.ok || answer.status === 404 || answer.status === 422) await end(database, file);
    else report.late.set(file.id, new Refused(answer.status, {}));
    report.touched.add(keyOf("media", file.id));
  }
}

async function askAgain(database: Database, file: KeptFile, report: Report): Promise<void> {
  const tries = (file.tries ?? 0) + 1;
  await database.put("files", { ...file, tries });
  if (tries < MOST_TRIES) report.held = Math.max(report.held, AGAIN);
}

/** The server has it under the first id, or wants it no more: nothing is left under the second one. */
async function end(database: Database, file: KeptFile): Promise<void> {
  const answer = await call(`/v1/media/${file.id}`, { method: "DELETE", headers: ANY });
  if (answer.ok || answer.status === 404) await database.delete("files", file.id);
}
