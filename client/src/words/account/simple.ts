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
  consentsLead: "Voici ce que tu as accepté. Tu peux changer d’avis.",
  hidingsLead: "Quelqu’un a masqué une de tes choses. Tu lis pourquoi. Tu peux répondre. La chose reste à toi.",
  appealHint: "Tu réponds une seule fois. Une autre personne va lire.",
  answeredNo: "Une autre personne a relu. La chose reste masquée.",
  tokensLead: "Un programme peut agir pour toi. Tu lui donnes un jeton. Tu peux l’arrêter.",
  guardianLead: "Tu as moins de 15 ans. Ton parent doit dire oui avant que tu partages. Il répond par mail.",
  waitsFor: "Le mail est parti. Ton parent doit le lire. Toi, tu n’as rien à faire.",
  saidNo:
    "Ton parent a le droit de dire non. Ce n’est pas une punition. Ton journal reste à toi. Tu peux redemander plus tard.",
  endLead: "Tes stories et tes partages s’arrêtent. Tu sors des communautés. Touche encore une fois pour le faire.",
  askLead: "Ton parent reçoit un mail. Le mail explique tout. Il choisit.",
  leaveLead: "Tout est à toi. Tu peux tout prendre. Tu peux tout effacer.",
  copyLead: "C’est un fichier. Il y a tout dedans. Il marche sans réseau.",
  copyElsewhere: "Tu l’as demandée sur un autre appareil. Va la chercher là-bas. Ou demandes-en une ici.",
  bringLead: "Choisis un fichier. Tu vois ce qui va venir. Puis tu dis oui.",
  eraseLead: "Tu as quatorze jours pour dire non. Après, tout est effacé.",
  tokensUnder15: "Cela vient à tes 15 ans. C’est pour te protéger.",
};
