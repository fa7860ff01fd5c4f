/** Simple French: one idea a sentence. What is not here is simple enough. */
import type { Words } from "./fr";

export const simple: Partial<Words> = {
  tag: "fr",
  offline: "Pas de réseau. Tout est gardé sur ce téléphone.",
  signedOutBanner: "Reconnecte-toi. Ensuite, tout part. Rien n’est perdu.",
  tooOld: "Mets à jour l’application. Ensuite, tout part. Rien n’est perdu.",
  full: "Ton téléphone est plein. Efface des photos ou des films.",
  noRoom: "Ton téléphone est plein. Ce n’est pas gardé. Efface des choses, puis réessaie.",
  screenMissing: "Cet écran n’est pas là. Il faut du réseau, une fois.",
  failing: "Le service a un problème. Ce que tu écris est gardé ici. Ça partira plus tard.",
  fileStuck: (why: string) => `Un fichier ne part pas. ${why || "Le réseau s’arrête trop tôt."} Le reste part.`,
  fileLost: "Ce téléphone ne peut plus lire ce fichier. Il n’est pas parti. Reprends-le. Ou retire-le.",
  signInLead: "Écris ton adresse e-mail. Tu reçois un code. Le code a six chiffres.",
  codeLead: (email) => `Le code est parti à ${email}. Regarde tes mails. Regarde aussi les mails indésirables.`,
  captureLead: "Parle, prends une photo, ou écris. C’est tout.",
  twoVersionsLead: "Tu as écrit à deux endroits. Les deux textes sont là.",
  mayVanish: "Le téléphone peut effacer des choses s’il est plein. Installe l’application. Alors, rien n’est effacé.",
  notKept: "Ce n’est pas encore gardé. Ton texte reste ici. L’application essaie encore.",
  writtenElsewhere: "Sur un autre appareil, il y a :",
  keptAsTyped: "Tout est gardé pendant que tu écris.",
  context: "C’était pendant quoi ?",
  voice: "Parler",
  photo: "Prendre une photo",
  choosePictures: "Choisir des photos",
  cut: "Arrêter",
  noEnd: "pour toujours",
  openedTimes: (count) =>
    count === 0 ? "personne n’a regardé" : count === 1 ? "regardé une fois" : `regardé ${count} fois`,
  sentAnswer: "Ta réponse est gardée. Elle part avec le réseau.",
  stillOpen: () => "Un accès est encore ouvert. Il sera coupé avec le réseau.",
};
