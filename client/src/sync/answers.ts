/** What became of an operation: the item as it stands after the server's answer. */
import type { Data, Item } from "../core/db";
import { hasChanges, isSame, merge } from "./merge";
import type { Report, Result, Sent } from "./push";

/** The item after the server's answer; null where it is gone. */
export function nextState(
  item: Item,
  sent: Sent,
  result: Result,
  report: Pick<Report, "pushed" | "refused" | "conflicts">,
): Item | null {
  const kept = { ...item, attempt: undefined };
  const before = sent.local ?? {};
  const edited = !isSame(kept.local, before); // while it was on its way
  if (kept.type === "reading") return edited ? kept : null;
  if (result.status < 300) {
    report.pushed += 1;
    if (sent.operation.op === "delete") return kept.deleted ? null : undone(kept);
    const data = result.data ?? kept.local ?? {};
    const local = edited ? merge(before, kept.local ?? {}, data).merged : data;
    return { ...kept, server: data, base: data, local, dirty: edited || kept.deleted ? 1 : 0, problem: undefined };
  }
  const theirs = newerVersion(result);
  if (theirs) {
    if (kept.deleted) return backAgain(kept, theirs);
    const { merged, fields } = merge(kept.base, kept.local ?? {}, theirs);
    if (fields.length) report.conflicts.push(kept.id);
    const versions = fields.length
      ? [...(kept.versions ?? []), { at: Date.now(), mine: kept.local ?? {}, theirs, fields }]
      : kept.versions;
    const dirty = theirs.trashed_at || hasChanges(theirs, merged) ? 1 : 0;
    return { ...kept, server: theirs, base: theirs, local: merged, dirty, ...(versions && { versions }) };
  }
  if (result.status === 404 && sent.operation.op === "delete") return null;
  if (result.status === 404 && sent.operation.op === "patch") return { ...kept, server: null, base: null, dirty: 1 };
  if (kept.deleted && sent.operation.op !== "delete") return kept.server ? { ...kept, dirty: 1 } : null;
  if (edited) return { ...kept, dirty: 1 }; // what was refused does not stand here any more
  report.refused.push(kept.id);
  return { ...kept, deleted: 0, dirty: 0, problem: result.problem };
}

/** What the server has, where an operation named no version of it, or another. */
export const newerVersion = ({ status, problem }: Result): Data | undefined =>
  status === 412 || status === 428 ? problem?.current : undefined;

/** The deletion was taken back while it was on its way: a moment stands in the bin, other things are gone. */
const undone = (kept: Item): Item =>
  kept.type === "experience" ? { ...kept, dirty: 1, restore: 1 } : { ...kept, dirty: 1, server: null, base: null };

/** Deleted here, edited there: it comes back as it is there, and says so. */
function backAgain(kept: Item, theirs: Data): Item {
  if (!hasChanges(kept.base ?? {}, theirs)) return { ...kept, server: theirs, base: theirs }; // as I saw it
  const versions = [...(kept.versions ?? []), { at: Date.now(), mine: kept.local ?? {}, theirs, fields: ["deleted"] }];
  return { ...kept, server: theirs, base: theirs, local: theirs, dirty: 0, deleted: 0, versions };
}
