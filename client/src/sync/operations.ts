/** What is asked of the server for a thing that waits. */
import type { Data, Item, Operation } from "../core/db";
import { changes } from "./merge";

export function operationOf(item: Item): Operation {
  const { type, id } = item;
  const if_match = (item.server?.version as number | undefined) ?? null;
  if (item.deleted) return { op: "delete", type, id, if_match };
  if (!item.server) return { op: "put", type, id, data: item.local ?? {} };
  if (type === "response") return { op: "put", type, id, if_match, data: said(item.local ?? {}) };
  return { op: "patch", type, id, if_match, data: changes(item.base ?? {}, item.local ?? {}) };
}

/** What a person says to a mission. */
const ANSWERS = "experience_id note answers attendance keep_in_journal captured_at reason seen_at".split(" ");

/** Declining takes the reason alone. */
const said = (data: Data): Data => picked(data, data.state === "declined" ? ["reason"] : ANSWERS);

const picked = (data: Data, names: string[]): Data =>
  Object.fromEntries(
    names.filter((name) => data[name] !== undefined && data[name] !== null).map((name) => [name, data[name]]),
  );
