import type { fr } from "./fr";

export const simple: Partial<typeof fr> = {
  openWith: "Ouvrir le fichier, ou l’envoyer",
};
