import type { fr } from "./fr";

export const simple: Partial<typeof fr> = {
  withoutNames: "Sans nom. Personne ne sait qui a répondu quoi. Toi non plus. On ne peut pas changer sa réponse.",
  withNames: "Avec le nom. L’équipe lit qui a répondu quoi. On peut changer sa réponse.",
  smallGroups: "On ne montre pas un petit nombre. On pourrait reconnaître quelqu’un.",
  placeHint: "Un nom que tout le monde connaît. Par exemple : « Gymnase Jean-Moulin ».",
  capacityHint: "Il y a de la place pour tous ? Laisse vide.",
  waitingList: "C’est complet ? On attend une place",
  walkIns: "On peut venir sans inscription",
  themesHint: "Un thème par ligne. Chacun choisit ses thèmes.",
  hiddenUntil: "On montre toutes les idées ensemble, à la fin",
  sheetsUnlinked: "Les réponses n’ont pas de nom. On ne lit pas personne par personne.",
  rosterSeen: "Tu télécharges la liste ? Chaque personne de la liste le voit.",
};
