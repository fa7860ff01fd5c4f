/** Being quoted in a bilan: what is asked of a person, and how a team asks. */
export const fr = {
  asksToQuote: (name: string) => `${name} voudrait te citer dans un bilan`,
  theWords: "Tes mots, exactement",
  wordsHint: "Tu peux les changer ou les raccourcir. Rien d’autre de ta réponse n’est montré.",
  whoIsNamed: "Ce qui est écrit à côté",
  nobody: "Rien : personne n’est nommé",
  firstName: "Ton prénom",
  publicWords: "Quelques mots, comme « une lycéenne »",
  theirWords: "Ces mots",
  whoReads: "Qui peut les lire",
  reaches: {
    team: "L’équipe de la communauté",
    community: "Les membres de la communauté",
    region: "Aussi les communautés à qui le bilan est donné, comme la Région",
    everybody: "Tout le monde",
  } as Record<string, string>,
  agree: "Accepter d’être cité",
  agreed: "C’est d’accord. Tu peux reprendre tes mots quand tu veux, dans « Qui voit quoi ».",
  tickOne: "Garde au moins une citation, ou refuse.",
  keepThis: "Donner ces mots",

  askQuote: "Demander à citer",
  askLead:
    "La personne lit les mots exacts, où ils seraient lus, et jusqu’à quand. Elle peut changer, donner moins ou refuser.",
  report: "Dans quel bilan",
  noReport: "Écris d’abord un bilan.",
  toQuote: "Les mots à citer",
  months: "Pendant",
  forMonths: (count: number) => (count === 12 ? "un an" : `${count / 12} ans`),
  messageLabel: "Un mot pour la personne (facultatif)",
  ask: "Demander",
  asked: "C’est demandé. La personne décide.",
};
