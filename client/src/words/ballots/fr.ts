/** Votes: what is said before, while and after. */
import { plural } from "../fr";

type Electorate = Record<"electorate" | "members", number> & Record<"in_room" | "heads", number | null>;

export const fr = {
  secretLead: "Vote secret. Le serveur oublie qui a voté quoi à la fermeture, et personne ne le lit avant.",
  openLead: "Vote sans secret : le serveur garde ton choix. L’équipe ne le lit pas pour autant.",
  unanimity: "Si tout le monde choisit pareil, le résultat le dit.",
  noneBefore: "Le vote n’a pas encore commencé.",
  notHere: "Seules les personnes présentes à l’ouverture votent. Tu verras le résultat.",
  voteNow: "Voter",
  changeVote: "Changer mon vote",
  voted: "Tu as voté.",
  results: "Voir le résultat",
  over: "Le vote est terminé.",
  left: (clock: string) => `Il reste ${clock}`,
  timeOver: "C’est l’heure : les votes qui sont partis comptent encore.",

  method: {
    approval: (limit: number) =>
      plural(limit, "Choisis la proposition que tu soutiens.", "Choisis jusqu’à {n} propositions."),
    points: (limit: number) => plural(limit, "Donne ton point.", "Partage {n} points entre les propositions."),
    rank: (limit: number) =>
      plural(limit, "Choisis ta préférée.", "Choisis jusqu’à {n} propositions, la meilleure d’abord."),
  } as Record<string, (limit: number) => string>,
  limits: (used: number, limit: number) => `${used} sur ${limit}`,
  leftOf: (count: number) => plural(count, "Il te reste {n} point.", "Il te reste {n} points."),
  choose: "Choisir",
  unchoose: "Ne plus choisir",
  more: "Un point de plus",
  less: "Un point de moins",
  points: (count: number) => plural(count, "{n} point", "{n} points"),
  rankOf: (place: number) => (place === 1 ? "1re" : `${place}e`),
  upwards: "Monter",
  downwards: "Descendre",
  chooseOne: "Choisis au moins une proposition.",
  send: "Envoyer mon vote",
  counted: "Ton vote est compté.",
  changedHint: "Tu peux changer ton vote jusqu’à la fermeture. Sans réseau, il ne part pas.",

  orderOnly: "Peu de personnes votaient : seul l’ordre est montré.",
  noQuorum: "Trop peu de personnes ont voté : rien n’est choisi.",
  votersOf: (count: number) => plural(count, "{n} personne a voté.", "{n} personnes ont voté."),
  papers: (count: number) =>
    plural(count, "Parmi elles, {n} a voté sur papier.", "Parmi elles, {n} ont voté sur papier."),
  chosen: "choisie par le vote",
  place: (number: number) => `${number}.`,
  voices: (count: number) => plural(count, "{n} personne", "{n} personnes"),
  onPaper: (count: number) => `dont ${count} sur papier`,
  gone: "Une proposition retirée",

  of: "On vote sur les idées de",
  noCall: "Envoie d’abord un appel à idées : on vote sur les idées montrées à tous.",
  how: "Comment on vote",
  methods: {
    approval: "Chacun choisit les idées qu’il soutient",
    points: "Chacun partage des points",
    rank: "Chacun met les idées en ordre",
  },
  limit: "Combien de choix ou de points, au plus",
  secrecy: "Le secret",
  secrecies: {
    yes: "Vote secret : le serveur oublie les choix à la fermeture",
    no: "Vote sans secret : le serveur garde les choix",
  },
  when: "Quand le résultat se montre",
  whens: { at_close: "À la fin", live: "Pendant le vote, arrondi" },
  winners: "Combien d’idées sont choisies (facultatif)",
  closes: "Le vote se ferme",
  byHand: "quand l’équipe le ferme",
  alone: (seconds: number) =>
    seconds % 60
      ? plural(seconds, "seul, après 1 seconde", "seul, après {n} secondes")
      : plural(seconds / 60, "seul, après 1 minute", "seul, après {n} minutes"),
  resultsAtEnd: "Le résultat se montre quand le vote est fermé.",
  toActions: "En faire des actions",
  paper: "Compter des bulletins de papier",
  paperLead: "À deux, une fois chacun. Chacun confirme sur son propre compte : rien n’est compté avant.",
  paperPeople: "Bulletins comptés",
  paperPresent: "Personnes présentes, avec celles qui ont voté autrement",
  counter: (number: number) => `Compté par (${number} sur 2)`,
  keepCount: "Garder ce compte",
  paperCounted: "C’est écrit, et compté dès que chacun des deux l’a confirmé sur son compte.",
  papersOn: (count: number, when: string) =>
    plural(count, `{n} bulletin de papier, écrit le ${when}.`, `{n} bulletins de papier, écrits le ${when}.`),
  paperWaits: (missing: number) =>
    missing
      ? plural(
          missing,
          "Rien n’en est compté : une personne ne l’a pas encore confirmé.",
          "Rien n’en est compté : deux personnes ne l’ont pas encore confirmé.",
        )
      : "Confirmé par les deux : il s’ajoute à la fin du vote.",
  paperConfirmed: "Tu l’as confirmé.",
  newCount: "Écrire un compte",
  paperJoined: (when: string) => `Compté le ${when}.`,
  paperWithdrawn: (when: string) => `Retiré le ${when} : rien n’en est compté.`,
  confirmPaper: "C’est ce que nous avons compté",
  refusePaper: "Retirer ce compte",
  withPaper: "Certains votent sur papier",
  withPaperHint: "À la fin, le résultat attend leurs bulletins, 30 minutes au plus.",
  electorate: ({ electorate, in_room, members, heads }: Electorate) =>
    in_room === null
      ? plural(electorate, "1 personne vote.", "{n} personnes votent.")
      : [
          plural(in_room, "1 entrée dans la salle", "{n} entrées dans la salle"),
          heads !== null && plural(heads, "pour 1 personne comptée", "pour {n} personnes comptées"),
          members > 0 && plural(members, "1 membre ailleurs", "{n} membres ailleurs"),
        ]
          .filter(Boolean)
          .join(", "),
  entriesFor: (entries: number, heads: number | null) =>
    heads === null
      ? plural(
          entries,
          "1 entrée dans la salle, que l’équipe n’a pas comptée",
          "{n} entrées dans la salle, que l’équipe n’a pas comptées",
        )
      : `${plural(entries, "1 entrée", "{n} entrées")} pour ${plural(heads, "1 personne", "{n} personnes")} dans la salle`,
  few: "peu de voix : le nombre n’est pas montré",
};
