import type { fr } from "./fr";

/** What is not here is simple enough. */
export const simple: Partial<typeof fr> = {};
