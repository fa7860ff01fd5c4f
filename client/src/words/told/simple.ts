/** Simple French: one idea a sentence. */
import type { ToldWords } from "./fr";

export const simple: Partial<ToldWords> = {
  told: "Des gens t’ont dit",
};
