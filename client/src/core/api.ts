/** The API, for what is not in the feed. */
import type { components } from "api";
import { Refused } from "./refusals";
import { ask, call, rest } from "./session";

export type Schema = components["schemas"];

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

const MOST_TRIES = 4;
const SHORTEST_PAUSE = 500; // milliseconds
const LONGEST_PAUSE = 10_000; // somebody is looking at the screen

/** Try, and again while the server is busy: after the pause that it asks for, and not all phones at once. */
async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (fault) {
      const pause = Math.max(rest(), SHORTEST_PAUSE);
      const isBusy = fault instanceof Refused && fault.status === 503;
      if (!isBusy || tries === MOST_TRIES || pause > LONGEST_PAUSE) throw fault;
      await new Promise((wake) => setTimeout(wake, pause * (1 + Math.random() / 2)));
    }
  }
}

async function read<T>(answer: Response): Promise<T> {
  if (answer.status === 204) return undefined as T;
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, body);
  return body as T;
}

/** Ask as nobody in particular: before somebody is signed in. */
export async function askOpenly<T>(path: string, body?: unknown): Promise<T> {
  const headers = { "Content-Type": "application/json" };
  const options = body === undefined ? {} : { method: "POST", headers, body: JSON.stringify(body) };
  return patiently(async () => read<T>(await ask(path, options)));
}

export const get = <T>(path: string): Promise<T> => patiently(async () => read<T>(await call(path)));

/** All items of a list, page after page; `most` at most. */
export async function getAll<T>(path: string, most = 2_000): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const mark: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
    const page: Page<T> = await get<Page<T>>(`${path}${path.includes("?") ? "&" : "?"}limit=100${mark}`);
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor && items.length < most);
  return items;
}

/** A file that the server makes, such as a picture or a sheet. */
export async function getFile(path: string, type: string): Promise<Blob> {
  return patiently(async () => {
    const answer = await call(path, { headers: { Accept: type } });
    if (!answer.ok) await read(answer);
    return answer.blob();
  });
}

export async function send<T>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
  version?: number | "*",
  further: Record<string, string> = {},
): Promise<T> {
  const headers: Record<string, string> = { ...further };
  if (version !== undefined) headers["If-Match"] = version === "*" ? "*" : `"${version}"`;
  if (method === "POST") headers["Idempotency-Key"] = crypto.randomUUID();
  const options: RequestInit = { method, headers };
  if (body !== undefined) options.body = JSON.stringify(body);
  return patiently(async () => read<T>(await call(path, options))); // the same key: it is done once
}
