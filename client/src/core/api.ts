/** The API, for what is not in the feed. */
import type { components } from "api";
import { ask, call, Refused } from "./session";

export type Schema = components["schemas"];

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
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
  return read<T>(await ask(path, body === undefined ? {} : { method: "POST", headers, body: JSON.stringify(body) }));
}

export const get = async <T>(path: string): Promise<T> => read<T>(await call(path));

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
  const answer = await call(path, { headers: { Accept: type } });
  if (!answer.ok) await read(answer);
  return answer.blob();
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
  return read<T>(await call(path, options));
}
