import type { AccountWords } from "./fr";

export const en: AccountWords = {
  profile: "My profile",
  profileLead: "Your name and photo are seen by those you show something to, and in your communities.",
  name: "My name",
  nameHint: "A first name is enough.",
  photo: "My photo",
  changePhoto: "Choose a photo",
  noPhoto: "Show no photo any more",
  year: "My year of birth",
  yearHint: "It says what you decide alone. Nobody else sees it.",
  yearClaimed: (year) =>
    `You said ${year}: a parent or your school has to confirm it. Until then the earlier answer counts.`,
  yearWithdraws: (count) =>
    `With this year, a parent has to agree: ${count} thing(s) that you showed or joined are taken back. Is it the right year?`,
  yearConfirm: "Yes, it is my year",

  reading: "Reading and data",
  readingLead: (phone) => `These settings are of ${phone.toLowerCase()}.`,
  letters: "Size of letters",
  sizes: { usual: "Normal", large: "Large", larger: "Larger", largest: "Very large" },
  spaced: "Letters apart",
  spacedHint: "More air between letters, words and lines. Useful with dyslexia.",
  cream: "Cream paper",
  creamHint: "A softer background, when the phone is in light colours.",
  saver: "Save data",
  saverHint: "Photos come small. Sound and films load only when you start them.",
  example: "This is how a page of your journal reads: “This morning I built my first wall. It is straight.”",
};
