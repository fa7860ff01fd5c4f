import type { ToldWords } from "./fr";

export const en: ToldWords = {
  told: "What you were told",
  somebody: "Somebody",
  earlier: (count) => (count === 1 ? "An earlier word" : `${count} earlier words`),
};
