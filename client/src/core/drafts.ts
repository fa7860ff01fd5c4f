/** What somebody typed or prepared, and did not send yet: it stays on this phone until it is sent, or they sign out. */
import { current } from "./store";

const keyOf = (name: string) => `draft ${name}`;

export const draft = async <T>(name: string): Promise<T | undefined> =>
  (await current().get("meta", keyOf(name))) as T | undefined;

/** `undefined` throws it away. */
export async function keepDraft(name: string, value: unknown): Promise<void> {
  if (value === undefined) await current().delete("meta", keyOf(name));
  else await current().put("meta", value, keyOf(name));
}
