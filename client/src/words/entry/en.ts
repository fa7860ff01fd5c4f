import type { EntryWords } from "./fr";

const plural = (count: number, one: string, many: string) => (count === 1 ? one : many).replace("{n}", String(count));

export const en: EntryWords = {
  alreadyHere: "You are in already",
  alreadyHereLead: (name) => `This phone is open for ${name}.`,
  byLink: "Enter",
  byLinkLead: "This link opens your journal on this phone. It works once.",
  linkOver: "This link was used already, or is older than ten minutes. Ask for another code.",
  otherWay: "Enter another way",
  againLead: "Sign in again: what waits here is sent afterwards. Nothing is lost.",
  proveAddress:
    "Your identity service does not open an account here yet. Prove your address once, by a code: after that, it is enough.",
  byPasskey: "With a passkey",
  byQr: "Scan a QR code",
  qrElsewhere: "This QR code does not lead to Day Tripper.",
  byProvider: "Or through an identity service",
  whatIs: (name) => `What is ${name}?`,
  notMine: "This is not my phone",
  notMineLead:
    "Once the browser is closed you are gone: nothing of yours is opened again. Send everything before you close it.",
  triesLeft: (count) =>
    count === 0 ? "That was the last try for now." : plural(count, "One more try.", "{n} more tries."),
  tooMany: (time) => `There were too many tries. Come back at ${time}.`,
  somebodyElse:
    "Somebody else is still on this phone, and things of theirs wait to be sent. Sign them out first, under Me.",
  beganElsewhere: "This sign-in is no longer good, or was begun elsewhere. Start again here.",

  step: (number) => `${number} of 3`,
  next: "Continue",
  yearTitle: "Your year of birth",
  yearLead:
    "It says what you decide alone. Under 15, publishing or sharing takes a parent’s agreement, too. Writing your journal does not.",
  year: "The year, in four digits",
  tooYoung: "If the year is wrong, correct it. Otherwise come back in that year: we look forward to it.",
  languageTitle: "How we talk to you",
  languageLead: "You can change it whenever you like, under Me.",
  privateTitle: "What stays yours",
  privateLines: [
    "Your journal is private. Nobody reads it, not even your school.",
    "You choose what you show, to whom, and until when.",
    "You can take everything along, and erase everything.",
  ],
  privateUnder15: "Under 15, a parent says yes before you show something.",
  askParent: "Ask a parent",
  start: "Begin",

  verifyTitle: "One more proof",
  verifyLead: "Your account has a second factor. For twelve hours, it opens what others entrusted to you.",
  verifyByPasskey: "With my passkey",
  verifyCode: "The code of your app",
  verifyHint: "Six digits, or one of your recovery codes.",
  verify: "Verify",
};
