export const fr = {
  told: "Ce qu’on t’a dit",
  somebody: "Quelqu’un",
  earlier: (count: number) => (count === 1 ? "Un mot plus ancien" : `${count} mots plus anciens`),
  unkind: "Ce mot me gêne",
  takeAway: "Retirer ce mot",
  takenAway: "Ce mot est retiré.",
  block: (name: string) => `Ne plus rien recevoir de ${name}`,
  blockLead: (name: string) => `Le mot est retiré. ${name} ne le sait pas.`,
  blocked: (name: string) => `${name} ne peut plus t’écrire ici.`,
  report: "Signaler ce mot",
};

export type ToldWords = typeof fr;
