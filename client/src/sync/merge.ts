/** The three-way merge of a thing. No word of either side is lost. */
import type { Data } from "../core/db";
import { isEqual, mergeBlocks } from "./blocks";

/** Members that only the server writes. */
const SERVERS = new Set([
  "id",
  "version",
  "created_at",
  "updated_at",
  "received_at",
  "completeness",
  "trashed_at",
  "lived_on",
  "served_at",
]);
/** Members in which words of a person stand: both sides are kept. */
const TEXTS = new Set(["text", "about", "summary", "note", "did", "learned", "next", "felt"]);
/** Lists whose members are mine to write. */
const WRITTEN = new Set(["blocks"]);
const DIVIDER = "\n\n⁂\n\n";

const idOf = (value: unknown) => {
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null && "id" in value && value.id !== null
    ? (value as Data).id
    : JSON.stringify(value ?? null);
};
export const isSame = (one: unknown, other: unknown) => canonical(one) === canonical(other);

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Things that are cited compare by their id: their other members are not mine to write. The server trims texts, and
 * spells instants in its own way. */
function canonical(value: unknown): string {
  if (typeof value === "string" && INSTANT.test(value)) return JSON.stringify(Date.parse(value) || value);
  if (typeof value === "string") return JSON.stringify(value.trim());
  if (Array.isArray(value)) return JSON.stringify(value.map((one) => idOf(one)));
  return JSON.stringify(value ?? null);
}

const sameness = (name: string) => (WRITTEN.has(name) ? isEqual : isSame);
const isPlain = (value: unknown): value is Data => typeof value === "object" && value !== null && !Array.isArray(value);

export interface Merged {
  merged: Data;
  fields: string[]; // those that both had changed, each differently
}

export function merge(base: Data | null, mine: Data, theirs: Data): Merged {
  const merged: Data = {};
  const fields: string[] = [];
  for (const name of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const [was, here, there] = [base?.[name], mine[name], theirs[name]];
    const same = sameness(name);
    if (SERVERS.has(name) || same(here, was) || same(here, there)) merged[name] = name in theirs ? there : here;
    else if (same(there, was)) merged[name] = here;
    else if (WRITTEN.has(name) && Array.isArray(here) && Array.isArray(there)) {
      const inner = mergeBlocks(was, here, there, merge);
      merged[name] = inner.merged;
      if (inner.fields.length) fields.push(name);
    } else if (Array.isArray(here) && Array.isArray(there)) merged[name] = union(was, here, there);
    else if (isPlain(here) && isPlain(there)) {
      const inner = merge(isPlain(was) ? was : null, here, there);
      merged[name] = inner.merged;
      fields.push(...inner.fields.map((field) => `${name}.${field}`));
    } else {
      fields.push(name);
      merged[name] = both(name, here, there);
    }
  }
  return { merged, fields };
}

function both(name: string, here: unknown, there: unknown): unknown {
  if (typeof here !== "string" || typeof there !== "string") return here ?? there;
  if (name === "title") return `${there} / ${here}`.slice(0, 200);
  return TEXTS.has(name) ? `${there}${DIVIDER}${here}` : here;
}

/** Theirs first; what one side removed is gone, what one side added is there. */
function union(was: unknown, here: unknown[], there: unknown[]): unknown[] {
  const before = new Set((Array.isArray(was) ? was : []).map(idOf));
  const [ours, others] = [new Set(here.map(idOf)), new Set(there.map(idOf))];
  return [
    ...there.filter((one) => ours.has(idOf(one)) || !before.has(idOf(one))),
    ...here.filter((one) => !others.has(idOf(one)) && !before.has(idOf(one))),
  ];
}

/** What I changed since the server last said it: the body of a merge patch. */
export function changes(base: Data, local: Data): Data {
  const patch: Data = {};
  for (const name of new Set([...Object.keys(base), ...Object.keys(local)])) {
    if (!SERVERS.has(name) && !sameness(name)(base[name], local[name])) patch[name] = local[name] ?? null;
  }
  return patch;
}

export const hasChanges = (base: Data, local: Data): boolean => Object.keys(changes(base, local)).length > 0;
