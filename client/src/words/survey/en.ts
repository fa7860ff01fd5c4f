import type { fr } from "./fr";

export const en: typeof fr = {
  withoutName:
    "Your answers go without your name. Nobody will know which are yours, and you cannot change them afterwards.",
  withName: "The team will read your answers with your name. You can change them while the survey is open.",
  begin: "Answer the questions",
  beginAgain: "Change my answers",
  step: (number, count) => `Question ${number} of ${count}`,
  atLeastOne: "Choose one answer, or several.",
  scale: ["Not at all", "A little", "Somewhat", "A lot", "Completely"],
  nextQuestion: "Next question",
  previous: "Question before",
  sendSheet: "Send my answers",
  needed: "This question needs an answer.",
  sheetSent: "Your answers are kept. They leave as soon as there is a network.",
  sheetDone: "You have answered. Thank you!",
  results: "See everybody’s answers",
  fewer: "Too few answers to show them: somebody could be recognised.",
  respondents: (count) => `${count} people answered`,
  rounded: "The survey is still open: numbers are rounded.",
  mean: (value) => `Average: ${value}`,
  withheld: "few",
};
