/** What somebody typed or prepared, and did not send yet: it stays on this phone until it is sent, or they sign out. */
import { keepMeta } from "./db";
import { current } from "./store";

const keyOf = (name: string) => `draft ${name}`;

export const draft = async <T>(name: string): Promise<T | undefined> =>
  (await current().get("meta", keyOf(name))) as T | undefined;

/** `undefined` throws it away. */
export const keepDraft = (name: string, value: unknown): Promise<void> => keepMeta(current(), keyOf(name), value);
