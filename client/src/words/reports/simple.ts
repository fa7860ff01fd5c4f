import type { fr } from "./fr";

export const simple: Partial<typeof fr> = {
  none: "Aucun bilan encore. Les chiffres se comptent seuls. Toi, tu choisis et tu écris.",
  made: "Le bilan est commencé. L’équipe le voit. Personne d’autre.",
  quotesLead: "Des personnes ont donné ces mots. Demande-les depuis leurs réponses.",
  storiesLead: "Leurs auteurs ont montré ces stories à la communauté.",
  withheld: "Trop peu de personnes. On ne montre pas.",
  roundedWhy:
    "La période n’est pas finie. Ou le nombre exact ferait reconnaître une personne. Le vrai nombre est plus grand, ou le même.",
  validateLead: "Relis d’abord. Tu réponds de ce qui est écrit.",
  publishLead: "Les chiffres ne changent plus. Les citations restent à leurs auteurs.",
  reallyWithdraw: "Toutes ses versions s’en vont. Les liens s’arrêtent.",
  giveLead: "Ils lisent ce bilan. Ils ne lisent rien d’autre.",
};
