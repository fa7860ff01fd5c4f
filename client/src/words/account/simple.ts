import type { AccountWords } from "./fr";

export const simple: Partial<AccountWords> = {
  profileLead: "Les autres voient ton nom et ta photo. Mais seulement si tu leur montres quelque chose.",
  yearClaimed: (year) => `Tu as dit ${year}. Un parent ou ton école doit le confirmer.`,
  yearWithdraws: (count) =>
    `Avec cette année, un parent doit dire oui. Tu perds ${count} partages. C’est la bonne année ?`,
  spacedHint: "Les lettres sont plus loin l’une de l’autre. C’est plus facile à lire.",
  saverHint: "Les photos sont petites. Le son attend que tu appuies.",
};
