import type { fr } from "./fr";

export const simple: Partial<typeof fr> = {
  lead: "Ces personnes te montrent quelque chose. Elles voient ce que tu lis.",
  nobody: "Personne ne te montre rien. Demande son code à la personne.",
  askLead: "La personne ouvre « Mon code » sur son téléphone. Elle lit ta demande. Elle peut donner moins.",
  askAgainLead: "La personne lit ta demande. Elle peut donner moins. Elle peut dire non.",
  codeHint: "Huit signes, comme K7QM-2XWD. Il marche dix minutes, une seule fois.",
  askedOn: (day, end) => `Demandé le ${day}. La demande s’efface le ${end}.`,
  showsNothingLead: "L’accès est fini. Ou la personne l’a repris.",
  pickThing: "Choisis ce que tu veux lire. La personne verra que tu l’as lu.",
  commentHint: (name) => `${name} le lira. Rien n’est caché.`,
  reallyGiveBack: (name) => `Tu ne verras plus rien de ${name}. Après, il faut demander encore.`,
};
