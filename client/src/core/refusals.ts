/** Why the server did not do what it was asked. */

export class SignedOut extends Error {}

/** The server could not be reached, or did not answer in time. */
export class Offline extends Error {}

export interface Refusal {
  type?: string;
  title?: string;
  detail?: string;
  current?: unknown;
  errors?: { pointer: string; message: string }[];
  reasons?: string[];
  request_id?: string;
  attempts_left?: number;
  retry_after?: number;
  email?: string | null;
  withdraws?: Record<string, number>;
}

/** What a refusal says to a person: a sentence that names parts of the API is for programs. */
export const sentenceIn = ({ title, detail }: Refusal): string =>
  (title && detail?.includes("`") ? title : (detail ?? title)) ?? "";

/** The same, where no field says by itself what is wrong with it. */
export const sentencesIn = (refusal: Refusal): string =>
  refusal.errors?.map(({ message }) => message).join(" ") || sentenceIn(refusal);

/** Why the server refused: its message is for the person. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Refusal,
  ) {
    super(sentencesIn(problem) || String(status));
  }
}
