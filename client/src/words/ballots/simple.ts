import type { fr } from "./fr";

export const simple: Partial<typeof fr> = {
  secretLead: "Ton vote est secret. À la fin, le serveur oublie qui a voté quoi. Personne ne le lit avant.",
  openLead: "Ce vote n’est pas secret. Le serveur garde ton choix. L’équipe ne le lit pas.",
  notHere: "Le vote a commencé sans toi. Tu verras le résultat.",
};
