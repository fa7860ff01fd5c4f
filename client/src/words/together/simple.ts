import type { Together } from "./fr";

export const simple: Partial<Together> = {
  noneLead: "Ton école peut t’inviter. Elle te donne un code ou un QR.",
  keptPlace: (day) => `Une place est gardée pour toi. Un parent doit dire oui avant le ${day}.`,
  leaveLead: "Tu n’as plus ses missions. Elle ne voit plus tes moments. Tes moments restent à toi.",
  reportLead: "Des personnes vont regarder. Elles décident. Elles seules savent que c’est toi.",
  urgent: "Quelqu’un est en danger ? Appelle le 112. Tu as moins de 18 ans ? Appelle le 119. C’est gratuit.",
  noQrSeen: "Je ne vois pas de QR sur cette photo. Prends-la de plus près.",
  keptOffline: "Pas de réseau. Le code est gardé ici. Tu verras plus tard où il mène.",
  underAge: "Tu as moins de 15 ans. Un parent doit dire oui. On garde ta place.",
  invitationOnly: "Il faut une invitation. Demande un code à la personne qui s’en occupe.",
  claimLead: "Tu as répondu dans une salle, sans compte ? Prends-le dans ton compte.",
};
