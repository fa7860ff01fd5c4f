/** A survey, as whoever answers it reads it. */
export const fr = {
  withoutName:
    "Tes réponses partent sans ton nom. Personne ne saura lesquelles sont les tiennes, et tu ne pourras plus les changer.",
  withName: "L’équipe lira tes réponses avec ton nom. Tu pourras les changer tant que l’enquête est ouverte.",
  begin: "Répondre aux questions",
  beginAgain: "Changer mes réponses",
  step: (number: number, count: number) => `Question ${number} sur ${count}`,
  atLeastOne: "Choisis une réponse, ou plusieurs.",
  scale: ["Pas du tout", "Un peu", "Moyennement", "Beaucoup", "Tout à fait"],
  nextQuestion: "Question suivante",
  previous: "Question d’avant",
  sendSheet: "Envoyer mes réponses",
  needed: "Cette question attend une réponse.",
  sheetSent: "Tes réponses sont gardées. Elles partent dès qu’il y a du réseau.",
  sheetDone: "Tu as répondu. Merci !",
  results: "Voir les réponses de tous",
  fewer: "Trop peu de réponses pour les montrer : on pourrait reconnaître quelqu’un.",
  respondents: (count: number) => `${count} personnes ont répondu`,
  rounded: "L’enquête est encore ouverte : les nombres sont arrondis.",
  mean: (value: string) => `Moyenne : ${value}`,
  withheld: "peu",
};
