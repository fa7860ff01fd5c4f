import type { fr } from "./fr";

export const simple: Partial<typeof fr> = {
  withoutName: "Ton nom n’est pas écrit. Personne ne sait que c’est toi. Après l’envoi, tu ne peux plus changer.",
  withName: "L’équipe lit tes réponses. Elle voit ton nom. Tu peux changer tes réponses plus tard.",
  sheetSent: "Tes réponses sont gardées. Elles partent avec le réseau.",
  fewer: "Il y a trop peu de réponses. On ne les montre pas.",
  rounded: "L’enquête n’est pas finie. Les nombres ne sont pas exacts.",
  registeredHere: "C’est noté. Ta place est prise avec le réseau.",
  waits: "C’est complet. Tu attends une place. On te le dit si tu en as une.",
  inJournal: "Écrire ce jour dans mon journal, si j’y étais.",
  seatGivenBack: "C’est noté. Ta place est rendue avec le réseau.",
  absent: "On a noté que tu n’étais pas là. C’est faux ? Dis-le à l’équipe.",
};
