import type { fr } from "./fr";

export const en: typeof fr = {
  asksToQuote: (name) => `${name} would like to quote you in a report`,
  theWords: "Your words, exactly",
  wordsHint: "You can change them or make them shorter. Nothing else of your answer is shown.",
  whoIsNamed: "What stands beside them",
  nobody: "Nothing: nobody is named",
  firstName: "Your first name",
  publicWords: "A few words, such as “a pupil”",
  theirWords: "These words",
  whoReads: "Who can read them",
  reaches: {
    team: "The team of the community",
    community: "The members of the community",
    region: "Also communities that the report is given to, such as the Region",
    everybody: "Everybody",
  },
  agree: "Agree to be quoted",
  agreed: "Agreed. You can take your words back whenever you like, in “Who sees what”.",
  tickOne: "Keep one quote at least, or refuse.",
  keepThis: "Give these words",
};
