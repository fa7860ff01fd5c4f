/** What became of an operation: the item as it stands after the server's answer. */
import type { Data, Item } from "../core/db";
import { isSame, merge } from "./merge";
import type { Report, Result, Sent } from "./push";

/** The item after the server's answer; null where it is gone. */
export function nextState(
  kept: Item,
  sent: Sent,
  result: Result,
  report: Pick<Report, "pushed" | "refused" | "conflicts">,
): Item | null {
  if (kept.type === "reading") return isSame(kept.local, sent.item?.local) ? null : kept;
  if (result.status < 300) {
    report.pushed += 1;
    if (sent.operation.op === "delete") return kept.deleted ? null : { ...kept, server: null, base: null };
    const data = result.data ?? kept.local ?? {};
    const before = sent.item?.local ?? {};
    const edited = !isSame(kept.local, before); // while it was on its way
    const local = edited ? merge(before, kept.local ?? {}, data).merged : data;
    return { ...kept, server: data, base: data, local, dirty: edited || kept.deleted ? 1 : 0, problem: undefined };
  }
  const theirs = result.problem?.current;
  if (result.status === 412 && theirs) {
    if (kept.deleted) return backAgain(kept, theirs);
    const { merged, fields } = merge(kept.base, kept.local ?? {}, theirs);
    if (fields.length) report.conflicts.push(kept.id);
    const versions = fields.length
      ? [...(kept.versions ?? []), { at: Date.now(), mine: kept.local ?? {}, theirs, fields }]
      : kept.versions;
    return { ...kept, server: theirs, base: theirs, local: merged, dirty: 1, ...(versions ? { versions } : {}) };
  }
  if (result.status === 404 && sent.operation.op === "delete") return null;
  report.refused.push(kept.id);
  return { ...kept, dirty: 0, problem: result.problem };
}

/** Deleted here, edited there: it comes back as it is there, and says so. */
function backAgain(kept: Item, theirs: Data): Item {
  const versions = [...(kept.versions ?? []), { at: Date.now(), mine: kept.local ?? {}, theirs, fields: ["deleted"] }];
  return { ...kept, server: theirs, base: theirs, local: theirs, dirty: 0, deleted: 0, versions };
}
