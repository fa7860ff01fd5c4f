import type { fr } from "./fr";

export const simple: Partial<typeof fr> = {
  noRoom: "Aucune salle encore. Une salle sert pour un atelier. Chacun répond avec son téléphone.",
  guestsHint: "On entre avec le QR code du mur, ou un ticket. On efface tout après 30 jours.",
  preparedLead: "Ouvre la salle. Projette le mur. Puis montre chaque étape.",
  wallReady: "Ouvre cette adresse sur l’ordinateur du projecteur. Elle montre le mur. Elle ne fait rien d’autre.",
  otherDriver: "Quelqu’un de l’équipe a changé la scène. Voici la scène de maintenant. Choisis à nouveau.",
  manyAlike: (alike: number, entries: number) =>
    `${alike} entrées sur ${entries} ont le même réseau. Et la même sorte de téléphone. C’est peut-être un seul téléphone.`,
};
