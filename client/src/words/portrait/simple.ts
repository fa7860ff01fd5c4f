import type { PortraitWords } from "./fr";

export const simple: Partial<PortraitWords> = {
  lead: "Il montre tes talents, tes moments et tes stories.",
  emptyLead: "Raconte un moment. Dis un talent. Après, ton Portrait se fait tout seul.",
  people: (names) => `On y parle de ${names}. Tout le monde est d’accord ?`,
  done: "C’est publié. Maintenant, choisis qui le voit.",
  withdrawLead: "Tous les liens s’arrêtent. C’est tout de suite.",
};
