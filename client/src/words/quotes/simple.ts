import type { fr } from "./fr";

export const simple: Partial<typeof fr> = {
  wordsHint: "Tu peux changer ces mots. Tu peux en enlever. Le reste n’est pas montré.",
  agreed: "C’est d’accord. Tu peux reprendre tes mots. Va dans « Qui voit quoi ».",
  askLead: "La personne lit les mots. Elle sait où on les lira. Elle peut changer, ou dire non.",
};
