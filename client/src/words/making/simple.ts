/** Simple French: one idea a sentence. */
import type { MakingWords } from "./fr";

export const simple: Partial<MakingWords> = {
  journalsLead: "Choisis des moments. Mets-les en ordre. Ajoute tes mots. Un carnet devient une story.",
  noJournalsLead: "Choisis trois moments. C’est le début d’une histoire.",
  titleNeeded: "Un carnet a besoin d’un titre. L’ancien titre reste.",
  gone: "Ce moment n’est plus dans ton journal. Il ne sera pas montré.",
  noCoverYet: "Il n’y a pas de photo. Ajoute un moment avec une photo.",
  deletesStory: "La story disparaît aussi. Les liens que tu as donnés ne marchent plus.",
  noMomentsYet: "Ton journal est vide. Capture d’abord un moment.",
};
