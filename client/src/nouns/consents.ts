/** What a person agrees to: the server's sentence is shown before, and cited with the agreement. */
import { Refused } from "../core/refusals";

export interface Sentence {
  kind: string;
  text_version: string | null;
  locale: string | null;
  text: string;
}
export interface Consent {
  kind: string;
  text_version: string | null;
  locale?: string | null;
}

export const isProblem = (fault: unknown, name: string): fault is Refused =>
  fault instanceof Refused && Boolean(fault.problem.type?.endsWith(`/${name}`));

/** Ask for the sentence. Nothing is done by it; where nothing would have to be agreed to, its answer is given. */
export async function sentenceOf<T>(kind: string, act: (consent: Consent) => Promise<T>): Promise<Sentence | T> {
  try {
    return await act({ kind, text_version: null });
  } catch (fault) {
    if (isProblem(fault, "consent-outdated")) return fault.problem.current as Sentence;
    throw fault;
  }
}

export const isSentence = (value: unknown): value is Sentence => Boolean((value as Sentence | null)?.text_version);
export const agreed = ({ kind, text_version, locale }: Sentence): Consent => ({ kind, text_version, locale });
