import type { fr } from "./fr";

export const simple: Partial<typeof fr> = {
  none: "Aucun programme encore. Un modèle écrit les étapes. Tu relis. Puis tu lances.",
  reallyStart: "Les étapes s’ouvrent à leur date. Tu peux changer une étape avant.",
  reallyClose: "Les étapes ouvertes se ferment. Les réponses restent.",
  kitHint:
    "L’affiche, les tickets, la feuille de présence, les bulletins. Pas de réseau ? La journée marche quand même.",
  opensInRoom: "Elle s’ouvre dans la salle. C’est toi qui la montres.",
  madeLead: "Rien n’est envoyé. Relis chaque étape. Puis lance le programme.",
  noStepYet: "Rien pour toi pour l’instant. Quand une étape s’ouvre, elle arrive dans tes missions.",
};
