/** Accesses that are cut here are cut at the server first: nobody reads on while other things are sent. */
import type { Database, Problem } from "../core/db";
import { Refused } from "../core/refusals";
import { call } from "../core/session";
import type { Report } from "./push";

const LONGEST_HOLD = 60_000; // more than that: the clock was set back

/** Whoever has left does not take it back. */
const isLookedAt = () => typeof document === "undefined" || document.visibilityState === "visible";

export async function cutAccesses(database: Database, report: Report): Promise<void> {
  const grants = (await database.getAllFromIndex("items", "type", "grant")).filter((item) => item.deleted);
  for (const grant of grants) {
    const wait = isLookedAt() ? (grant.held ?? 0) - Date.now() : 0;
    if (wait > 0 && wait < LONGEST_HOLD) {
      report.held = Math.max(report.held, wait);
      continue;
    }
    report.touched.add(grant.key);
    const answer = await call(`/v1/grants/${grant.id}`, { method: "DELETE" });
    if (answer.ok || answer.status === 404) {
      await database.delete("items", grant.key);
      report.pushed += 1;
      continue;
    }
    const problem = (await answer.json().catch(() => ({}))) as Problem;
    if (answer.status >= 500 || answer.status === 429) {
      report.late.set(grant.key, new Refused(answer.status, problem));
      continue;
    }
    await database.put("items", { ...grant, deleted: 0, dirty: 0, problem }); // it stands, and says why
    report.refused.push(grant.id);
  }
}
