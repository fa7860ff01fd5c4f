import type { TalentWords } from "./fr";

export const simple: Partial<TalentWords> = {
  empty: "Raconte trois moments. Après, tu verras des talents ici.",
  stancesLead: {
    has: "Je sais le faire.",
    offers: "Je sais le faire. Je peux le montrer à d’autres.",
    seeks: "Je veux l’apprendre.",
  },
  askLead: "Cette personne reçoit un mail. Elle voit seulement ce que tu choisis ici.",
  askWaits: (name) => `Pas de réseau. Ta demande à ${name} est gardée. Elle part plus tard.`,
  badgeLead: "C’est une image. Elle prouve que c’est vrai.",
};
