/** Where a QR of ours leads: an invitation, a sign-in, a room. */

export interface Way {
  screen?: string; // of the application
  page?: string; // of the server
}

const OURS = /\/(i|r|sign-in)\/([\w.~%-]+)(?:\?p=([\w-]+))?/;

/** Null: it leads elsewhere, or is a code alone. */
export function wayOf(text: string): Way | null {
  const [, kind, name, proof] = OURS.exec(text) ?? [];
  if (!kind) return null;
  if (kind === "i") return { screen: `/join?key=${name}` };
  if (kind === "r") return { page: `/r/${name}${proof ? `?p=${proof}` : ""}` };
  return { screen: `/sign-in/${name}` };
}
