/** What I agreed to: each with the text that was shown. */
import { getAll, type Schema } from "../core/api";
import { things } from "../core/store";

export type Consent = Schema["ConsentRead"];

export const consents = () => getAll<Consent>("/v1/me/consents", 300);

/** A « no » of a guardian is written down, too; it is closed from the beginning. */
export const isOpen = (consent: Consent) => !consent.withdrawn_at;

/** Where what was agreed to is taken back. */
export function wayBack({ kind, subject_id }: Consent): string | null {
  if (kind === "share") return "/shares";
  if (kind === "join" || kind === "lead" || kind === "talents") return `/communities/${subject_id}`;
  if (kind === "publish")
    return things("portrait").some(({ id }) => id === subject_id)
      ? `/portrait/${subject_id}`
      : `/stories/${subject_id}`;
  return kind === "guardian" ? "/me/guardian" : null;
}
