import type { fr } from "./fr";

export const simple: Partial<typeof fr> = {
  approvedFirst: "L’équipe lit d’abord ton idée. Ensuite, les autres la voient. Ton nom n’est pas montré.",
  shownAtOnce: "Tu envoies ton idée. Les autres la voient tout de suite. Ton nom n’est pas montré.",
  citeHint: "Un moment de ton journal. Personne ne le lit.",
  enough: "Tu as proposé toutes tes idées. Tu peux en changer une. Tu peux en retirer une.",
  hiddenUntil: "À la fin, on montre toutes les idées ensemble.",
  keptHere: "Pas de réseau ? Écris quand même. Ton idée part plus tard.",
  planLead: "Voici ce qui est choisi. On voit qui s’en occupe.",
  ideaKept: "Ton idée est gardée. Elle part avec le réseau.",
};
