import type { fr } from "./fr";

export const simple: Partial<typeof fr> = {
  pushLead: "Le téléphone te le dit. Jamais la nuit. Jamais ce que tu écris.",
  pushOn: "C’est fait. Tu peux changer d’avis dans les réglages du téléphone.",
  pushRefused: "Ton téléphone dit non. Tu peux changer ça dans ses réglages.",
  installLead: "Elle s’ouvre d’un geste. Même sans réseau. Le téléphone n’efface rien.",
};
