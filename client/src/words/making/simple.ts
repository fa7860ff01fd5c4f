/** Simple French: one idea a sentence. */
import type { MakingWords } from "./fr";

export const simple: Partial<MakingWords> = {
  journalsLead: "Choisis des moments. Mets-les en ordre. Ajoute tes mots. Un carnet devient une story.",
  noJournalsLead: "Choisis trois moments. C’est le début d’une histoire.",
  titleNeeded: "Un carnet a besoin d’un titre. L’ancien titre reste.",
  gone: "Ce moment n’est plus dans ton journal. Il ne sera pas montré.",
  noCoverYet: "Il n’y a pas de photo. Ajoute un moment avec une photo.",
  deletesStory: "La story disparaît aussi. Les liens que tu as donnés ne marchent plus.",
  noMomentsYet: "Ton journal est vide. Garde d’abord un moment.",

  offlineLead: "Tu n’as pas de réseau. Tu peux préparer. Rien ne part sans toi.",
  prepared: "C’est préparé. Avec du réseau, on te demande encore. Ensuite, tu publies.",
  adultNeededLead: "Tu as moins de 15 ans. Un parent ou un tuteur doit dire oui. Ton carnet reste à toi.",
  noStoriesLead: "Publie un carnet. Il devient une story. Tu la montres à qui tu veux.",
  olderEdition: (number) => `Tu lis la version ${number}. Elle est plus ancienne.`,
  lastSeen: "Pas de réseau. Voici la story comme avant.",
  nobodyYet: "Tu ne l’as pas partagée. Personne ne la voit.",
  withdrawLead: "La story disparaît. Les liens ne marchent plus. Le carnet reste.",
  isWithdrawn: "Elle est retirée. Plus personne ne la voit.",
};
