/** What the server said last, for when it cannot be reached; and what is being typed. Both go with whoever signs out. */
import { get } from "./api";
import { current } from "./store";

/** Ask the server, and keep what it says. */
export async function look<T>(path: string): Promise<T> {
  const answer = await get<T>(path);
  await current().put("meta", answer, `seen ${path}`);
  return answer;
}

export const lastSeen = async <T>(path: string): Promise<T | undefined> =>
  (await current().get("meta", `seen ${path}`)) as T | undefined;

export const draft = async <T>(name: string): Promise<T | undefined> =>
  (await current().get("meta", `draft ${name}`)) as T | undefined;

export async function keepDraft(name: string, value: unknown): Promise<void> {
  if (value === undefined) await current().delete("meta", `draft ${name}`);
  else await current().put("meta", value, `draft ${name}`);
}
