import type { AccountWords } from "./fr";

export const simple: Partial<AccountWords> = {
  profileLead: "Les autres voient ton nom et ta photo. Mais seulement si tu leur montres quelque chose.",
  yearClaimed: (year) => `Tu as dit ${year}. Un parent ou ton école doit le confirmer.`,
  yearWithdraws: (count) =>
    `Avec cette année, un parent doit dire oui. Tu perds ${count} partages. C’est la bonne année ?`,
  spacedHint: "Les lettres sont plus loin l’une de l’autre. C’est plus facile à lire.",
  saverHint: "Les photos sont petites. Le son attend que tu appuies.",
  beToldLead: "Tu choisis comment on te prévient. Rien n’est perdu. Tout reste dans Notifications.",
  quietHint: "À ces heures, rien ne sonne. Aucun mail ne part. Tout vient après.",
  devicesLead: "Ces choses ouvrent ton compte. Tu ne connais pas un appareil ? Enlève-le.",
  passkeysLead: "Une clé ouvre ton compte sans mail. Tu mets ton doigt ou ton code.",
  recoveryLead: "Ce sont tes codes de secours. Chaque code marche une fois. Note-les maintenant.",
  proofLead: "Prouve que c’est toi. Tu reçois un code par mail.",
  appLead: "Une application montre des codes. Il en faut une pour accompagner des personnes.",
};
