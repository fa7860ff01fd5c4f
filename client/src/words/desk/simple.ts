import type { fr } from "./fr";

export const simple: Partial<typeof fr> = {
  keysLead: "Tu n’écris pas ? Alors une touche suffit.",
  proveLead: "La suite montre d’autres personnes. Prouve que c’est toi. Cela dure douze heures.",
  addAppLead: "Une application de codes donne six chiffres. Les chiffres changent. Elle est sur ton téléphone.",
  typeSecret: "Ou tape ce secret dans l’application. On ne le montre qu’une fois.",
  recovery: "Ce sont tes codes de secours. Note-les sur un papier. Chaque code marche une fois.",
};
