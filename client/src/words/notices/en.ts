import type { Notices } from "./fr";

export const en: Notices = {
  allRead: "All is read.",
  nothingYet: "You are told here of a mission, a comment, a request.",
  isNew: "New",
  settled: (count) => `Settled (${count})`,
  gone: "This does not open any more.",
};
