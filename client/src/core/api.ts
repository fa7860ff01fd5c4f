/** The API, for what is not in the feed. */
import type { components } from "api";
import { call, Refused } from "./session";

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

export const get = async <T>(path: string): Promise<T> => read<T>(await call(path));

export async function send<T>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
  version?: number | "*",
): Promise<T> {
  const headers: Record<string, string> = {};
  if (version !== undefined) headers["If-Match"] = version === "*" ? "*" : `"${version}"`;
  if (method === "POST") headers["Idempotency-Key"] = crypto.randomUUID();
  const options: RequestInit = { method, headers };
  if (body !== undefined) options.body = JSON.stringify(body);
  return read<T>(await call(path, options));
}
