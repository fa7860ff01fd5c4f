import type { fr } from "./fr";

export const simple: Partial<typeof fr> = {
  noRoom: "Aucune salle encore. Une salle sert pour un atelier. Chacun répond avec son téléphone.",
  guestsHint: "Il faut avoir 15 ans ou plus. On entre avec le QR code du mur. On efface tout après 30 jours.",
  wallReady: "Ouvrez cette adresse sur l’ordinateur du projecteur. Elle montre le mur. Elle ne fait rien d’autre.",
  otherDriver: "Quelqu’un de l’équipe a changé la scène. Voici la scène de maintenant. Choisissez à nouveau.",
};
