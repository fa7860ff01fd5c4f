import type { ToldWords } from "./fr";

export const en: ToldWords = {
  told: "What you were told",
  somebody: "Somebody",
  earlier: (count) => (count === 1 ? "An earlier word" : `${count} earlier words`),
  unkind: "This word bothers me",
  takeAway: "Take this word away",
  takenAway: "This word is taken away.",
  block: (name) => `Receive nothing more from ${name}`,
  blockLead: (name) => `The word is taken away. ${name} is not told.`,
  blocked: (name) => `${name} cannot write to you here any more.`,
  report: "Report this word",
};
