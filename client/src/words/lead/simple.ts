import type { fr } from "./fr";

export const simple: Partial<typeof fr> = {
  nobodyNamed: "Cette idée n’a pas d’auteur. Elle vient du papier. Ou son auteur est parti.",
  whyHint: "Ses auteurs le lisent. Ils peuvent répondre.",
  mergeHint: "L’autre idée reste. Elle prend aussi les auteurs.",
  carrierHint: "Un membre doit dire oui. Avant, on pense seulement à lui.",
  informLead: "Une information ne demande pas de réponse. Chacun la lit dans la communauté.",
};
