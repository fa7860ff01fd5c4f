import type { Notices } from "./fr";

export const simple: Partial<Notices> = {
  nothingYet: "Tu as une mission ? Tu as un message ? C’est écrit ici.",
};
