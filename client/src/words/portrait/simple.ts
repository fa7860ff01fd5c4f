import type { PortraitWords } from "./fr";

export const simple: Partial<PortraitWords> = {
  lead: "Il montre tes talents, tes moments et tes stories.",
  emptyLead: "Raconte un moment. Dis un talent. Après, ton Portrait se fait tout seul.",
  people: (names) => `On y parle de ${names}. Tout le monde est d’accord ?`,
  done: "C’est publié. Maintenant, choisis qui le voit.",
  paperSpeaks: "Sur le papier, il y a un QR code pour chaque son. On le scanne, et on écoute.",
  paperSilent: "Sur ce papier, on ne peut pas écouter tes sons. On lit la durée et les mots.",
  paperNeedsLink: "Pour écouter, il faut un lien avec une fin. Partage d’abord par un lien.",
  withdrawLead: "Tous les liens s’arrêtent. C’est tout de suite.",
};
