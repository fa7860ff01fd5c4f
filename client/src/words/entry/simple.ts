import type { EntryWords } from "./fr";

export const simple: Partial<EntryWords> = {
  byLinkLead: "Ce lien ouvre ton journal. Il marche une fois.",
  linkOver: "Ce lien ne marche plus. Demande un autre code.",
  againLead: "Écris ton adresse. Ensuite, tout part. Rien n’est perdu.",
  proveAddress: "Écris ton adresse e-mail. Tu reçois un code. C’est une seule fois.",
  notMineLead: "Ferme le navigateur à la fin. Alors, tu n’es plus là. Mais envoie tout avant.",
  somebodyElse: "Quelqu’un d’autre est sur ce téléphone. Ses affaires attendent. Il doit se déconnecter.",
  beganElsewhere: "Cette connexion est finie. Recommence ici.",
  yearLead: "Tu as moins de 15 ans ? Un parent doit dire oui pour partager. Pour écrire, non.",
  verifyLead: "Il faut une autre preuve. Elle marche douze heures.",
  privateUnder15: "Tu as moins de 15 ans ? Pour montrer quelque chose, un parent dit oui.",
};
