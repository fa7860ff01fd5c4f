/** A moment that was put into the bin elsewhere, and edited here, comes out of it. */
import { changeItem, type Data, type Database, type Item } from "../core/db";
import { Refused } from "../core/refusals";
import { call } from "../core/session";
import { hasChanges, merge } from "./merge";
import type { Report } from "./push";

/** Written in here, it stands in the bin there: it comes out before what was written is sent. */
export const isBinned = (item: Item): boolean => !item.deleted && Boolean(item.restore || item.server?.trashed_at);

export async function restoreMoments(database: Database, report: Report): Promise<void> {
  const all = await database.getAllFromIndex("items", "dirty", 1);
  for (const { key, id } of all.filter(isBinned)) {
    const answer = await call(`/v1/experiences/${id}/restoration`, { method: "PUT" });
    const data = (await answer.json().catch(() => ({}))) as Data;
    if (!answer.ok && answer.status !== 404) {
      report.late.set(key, new Refused(answer.status, data));
      continue;
    }
    await changeItem(database, key, (item) => {
      if (!item) return null;
      const restored = { ...item, restore: undefined };
      if (!answer.ok) return { ...restored, server: null, base: null };
      const local = merge(item.base, item.local ?? {}, data).merged;
      return { ...restored, server: data, base: data, local, dirty: hasChanges(data, local) ? 1 : 0 };
    });
    report.touched.add(key);
  }
}
