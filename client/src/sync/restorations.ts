/** A moment that was put into the bin elsewhere, and edited here, comes out of it. */
import { type Data, type Database, DURABLE } from "../core/db";
import { call, Refused } from "../core/session";
import { hasChanges, merge } from "./merge";
import type { Report } from "./push";

export async function restoreMoments(database: Database, report: Report): Promise<void> {
  const all = await database.getAllFromIndex("items", "dirty", 1);
  for (const { key, id } of all.filter((item) => item.restore && !item.deleted)) {
    const answer = await call(`/v1/experiences/${id}/restoration`, { method: "PUT" });
    const data = (await answer.json().catch(() => ({}))) as Data;
    if (!answer.ok && answer.status !== 404) {
      report.late.set(key, new Refused(answer.status, data));
      continue;
    }
    const transaction = database.transaction("items", "readwrite", DURABLE);
    const item = await transaction.store.get(key);
    if (item) {
      const restored = { ...item, restore: undefined };
      if (!answer.ok) await transaction.store.put({ ...restored, server: null, base: null });
      else {
        const local = merge(item.base, item.local ?? {}, data).merged;
        const dirty = hasChanges(data, local) ? 1 : 0;
        await transaction.store.put({ ...restored, server: data, base: data, local, dirty });
      }
    }
    await transaction.done;
    report.touched.add("experience");
  }
}
