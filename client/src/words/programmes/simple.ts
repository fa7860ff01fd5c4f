import type { fr } from "./fr";

export const simple: Partial<typeof fr> = {
  noStepYet: "Rien pour toi pour l’instant. Quand une étape s’ouvre, elle arrive dans tes missions.",
};
