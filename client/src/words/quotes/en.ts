import type { fr } from "./fr";

export const en: typeof fr = {
  asksToQuote: (name) => `${name} would like to quote you in a report`,
  inReport: (title, community) => `The report: “${title}”, by ${community}.`,
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

  askQuote: "Ask to quote",
  askLead:
    "The person reads the exact words, where they would be read, and until when. They can change, give less or refuse.",
  report: "In which report",
  noReport: "Write a report first.",
  toQuote: "The words to quote",
  months: "For",
  forMonths: (count) => (count === 12 ? "one year" : `${count / 12} years`),
  messageLabel: "A word for the person (optional)",
  ask: "Ask",
  asked: "It is asked. The person decides.",
};
