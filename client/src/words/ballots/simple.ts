import type { fr } from "./fr";

export const simple: Partial<typeof fr> = {
  secretLead: "Ton vote est secret. À la fin, le serveur oublie qui a voté quoi. Personne ne le lit avant.",
  openLead: "Ce vote n’est pas secret. Le serveur garde ton choix. L’équipe ne le lit pas.",
  notHere: "Le vote a commencé sans toi. Tu verras le résultat.",
  unanimity: "Tout le monde choisit pareil ? Le résultat le dit.",
  changedHint: "Tu peux changer ton vote avant la fin. Il faut du réseau.",
  timeOver: "C’est l’heure. Les votes déjà partis comptent.",
  orderOnly: "Peu de personnes votaient. On montre seulement l’ordre.",
  noQuorum: "Trop peu de personnes ont voté. Rien n’est choisi.",
  noCall: "Demande d’abord des idées. Ensuite, on vote.",
  paperCounted: "C’est écrit. Chacun des deux confirme sur son compte. Après, c’est compté.",
  paperLead: "On compte à deux. Chacun confirme sur son compte. Avant, rien n’est compté.",
};
