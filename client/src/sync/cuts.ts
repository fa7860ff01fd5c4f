/** Accesses that are cut here are cut at the server first: nobody reads on while other things are sent. */
import type { Database } from "../core/db";
import { call, Refused } from "../core/session";
import type { Report } from "./push";

export async function cutAccesses(database: Database, report: Report): Promise<void> {
  const grants = (await database.getAllFromIndex("items", "type", "grant")).filter((item) => item.deleted);
  for (const grant of grants) {
    const answer = await call(`/v1/grants/${grant.id}`, { method: "DELETE" });
    if (!answer.ok && answer.status !== 404) throw new Refused(answer.status, await answer.json().catch(() => ({})));
    await database.delete("items", grant.key);
    report.touched.add("grant");
    report.pushed += 1;
  }
}
