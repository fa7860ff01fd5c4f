import type { fr } from "./fr";

export const en: typeof fr = {
  ledByMe: "Communities that I lead",
  guide: "Accompany",
  operate: "Operate",
  oneMoment: "One moment…",
  retry: "Try again",
  requestNumber: "Number of the request:",
  toList: "← Back to the list",

  keys: "Shortcuts",
  keysLead: "One key is enough while you are not writing.",
  nextOne: "The next one",
  previousOne: "The one before",
  search: "Search",
  keysOn: "Shortcuts of one key are on",

  proveYou: "Prove that it is you",
  proveLead: "What follows shows other people: it takes a second proof, good for twelve hours.",
  addApp: "Add a code application",
  addAppLead: "A code application (on your phone, or in your password manager) gives six digits that change.",
  scanWithApp: "Scan this picture with the code application.",
  openApp: "The application is on this device: open it",
  typeSecret: "Or type this secret into the application. It is not shown again.",
  appCode: "The code of the application",
  appCodeHint: "Six digits, or a recovery code.",
  prove: "Verify",
  withPasskey: "Use my passkey",
  recovery: "Note these recovery codes elsewhere than on this device. Each is good once. They are not shown again.",
  noted: "I have noted them",
};
