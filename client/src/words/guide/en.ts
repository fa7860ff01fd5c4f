import type { fr } from "./fr";

export const en: typeof fr = {};
