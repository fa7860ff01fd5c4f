import type { fr } from "./fr";

export const en: typeof fr = {
  pushTitle: "Tell you when a mission comes?",
  pushLead: "Also when the application is closed. Never at night, and never what you write.",
  pushYes: "Yes, tell me",
  pushNo: "No, thanks",
  pushOn: "Done. You can change your mind in the settings of the phone.",
  pushRefused: "Your phone does not allow it. You can change that in its settings.",
  installTitle: "Keep Day Tripper on your phone?",
  installLead: "It opens with one tap, even without network, and the phone does not erase what you write there.",
  installYes: "Install it",
  installByHand: "Tap “Share” at the bottom of the screen, then “Add to Home Screen”.",
};
