export const fr = {
  told: "Ce qu’on t’a dit",
  somebody: "Quelqu’un",
  earlier: (count: number) => (count === 1 ? "Un mot plus ancien" : `${count} mots plus anciens`),
};

export type ToldWords = typeof fr;
