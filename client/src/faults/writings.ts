/** What a person writes, and what the phone says of it. */
import type { Data } from "../core/db";

export const append = (name: string, word: string) => (local: Data) => ({
  [name]: `${(local[name] as string) ?? ""} ${word}`,
});

/** The word that the server refuses is taken away. */
export const amended = ({ text }: Data) => ({ text: ((text as string) ?? "").replaceAll("refused ", "") });

/** The phone said that it is not kept. */
export const isRefusal = (fault: unknown) =>
  ["AbortError", "TransactionInactiveError", "InvalidStateError"].includes((fault as Error).name);
