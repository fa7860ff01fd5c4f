/** What somebody prepared here and cannot send yet. */
import { current } from "../core/store";

const nameOf = (name: string) => `draft:${name}`;

export const draft = async <T>(name: string): Promise<T | undefined> =>
  (await current().get("meta", nameOf(name))) as T | undefined;

export async function keepDraft(name: string, value: unknown): Promise<void> {
  if (value === undefined) await current().delete("meta", nameOf(name));
  else await current().put("meta", value, nameOf(name));
}
