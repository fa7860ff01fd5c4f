/** Moments: read, captured and changed on the phone. */
import { computed } from "@preact/signals";
import type { components } from "api";
import { captureTime } from "../core/capture_time";
import { inPlace } from "../core/clock";
import type { Item, Problem } from "../core/db";
import { type Caught, dropFile, fileOf } from "../core/files";
import { uuid7 } from "../core/ids";
import { addressAt, addressOf, kindOf, staysHere } from "../core/pictures";
import { reading } from "../core/reading";
import { keep, remove, thing, things } from "../core/store";

export type Experience = components["schemas"]["ExperienceRead"];
export type Card = components["schemas"]["ExperienceCardRead"];
export type Cited = components["schemas"]["CitedMediaRead"];
export type Moment = Item & { local: Partial<Experience> & { media?: (Cited | string)[] } };

/** Those that are not in the bin, the latest first. */
export const moments = (): Moment[] => present.value;
const present = computed(() => (things("experience") as Moment[]).filter(({ local }) => local && !local.trashed_at));

export const moment = (id: string): Moment | undefined => thing("experience", id) as Moment | undefined;

export const trashed = (): Moment[] => (things("experience") as Moment[]).filter((moment) => moment.local?.trashed_at);

/** Make a moment of what was caught just now. Nothing is required. */
export async function capture(caught: { text?: string; files?: Caught[] }): Promise<string> {
  const files = await Promise.all((caught.files ?? []).map(({ blob, kind }) => fileOf(blob, kind)));
  const id = uuid7();
  const local = {
    text: caught.text || null,
    ...captureTime(),
    media: files.map((file) => file.id),
  };
  await keep("experience", id, local, files);
  return id;
}

export const change = (id: string, members: Partial<Experience>) =>
  keep("experience", id, members as Record<string, unknown>);
export const discard = (id: string) => remove("experience", id);

export async function addFile(id: string, blob: Blob, kind: Caught["kind"]): Promise<void> {
  const file = await fileOf(blob, kind);
  await keep("experience", id, ({ media }) => ({ media: [...((media as Cited[]) ?? []), file.id] }), [file]);
}

/** A file that stays here goes out of its moment, and off this phone. */
export async function takeAway(id: string, file: string): Promise<void> {
  const isOther = (cited: Cited | string) => (typeof cited === "string" ? cited : cited.id) !== file;
  await keep("experience", id, ({ media }) => ({ media: ((media as (Cited | string)[]) ?? []).filter(isOther) }));
  await dropFile(file);
}

export interface Picture {
  id: string;
  kind: Cited["kind"] | undefined;
  address: string | undefined;
  alt: string;
  state: Cited["state"] | undefined;
  transcript: string | null;
  stays?: { problem: Problem | undefined } | undefined; // on this phone: it does not go
}

const FORMS: Record<string, string[]> = { photo: ["small", "thumb"], audio: ["audio"], video: ["video"] };
const SPARE = ["thumb", "small"]; // where data are saved

/** What stands with a moment: from this phone where it is here, else from the server. */
export function pictures(moment: Moment): Picture[] {
  return (moment.local.media ?? []).map((cited) => {
    if (typeof cited === "string") {
      const [kind, address, stays] = [kindOf(cited), addressOf(cited), staysHere(cited)];
      return { id: cited, kind, address, alt: "", state: undefined, transcript: null, stays };
    }
    const names = (reading.value.savesData && cited.kind === "photo" ? SPARE : FORMS[cited.kind]) ?? [];
    const name = names.find((one) => cited.variants.includes(one));
    const address = addressOf(cited.id) ?? (name && addressAt(cited.id, name));
    return {
      id: cited.id,
      kind: cited.kind,
      address,
      alt: cited.alt ?? "",
      state: cited.state,
      transcript: cited.transcript,
      stays: staysHere(cited.id),
    };
  });
}

/** The name that a moment is shown by: its title, else its first words, else those of an answer, else what it is made of. */
export function nameOf(moment: Moment, untitled: (kind: string) => string): string {
  const { title, text, reflection } = moment.local;
  const firstWords = (text || reflection?.did || reflection?.learned || reflection?.next || "")
    .trim()
    .split(/[\n.!?]/)[0]!
    .trim();
  return (
    title ||
    (firstWords.length > 80 ? `${firstWords.slice(0, 79)}…` : firstWords) ||
    untitled(pictures(moment)[0]?.kind ?? "")
  );
}

export type Question = "did" | "learned" | "next";
export const QUESTIONS: Question[] = ["did", "learned", "next"];
export const openQuestions = (moment: Moment): Question[] =>
  QUESTIONS.filter((question) => !moment.local.reflection?.[question]);
export const answer = (id: string, question: Question, words: string) =>
  keep("experience", id, ({ reflection }) => ({
    reflection: { did: null, learned: null, next: null, ...(reflection as object | null), [question]: words || null },
  }));

/** Those of the same day of other years. */
export function onThisDay(now = new Date()): Moment[] {
  return moments().filter(({ local }) => {
    const date = inPlace(local.lived_at ?? "", local.utc_offset ?? 0);
    return (
      date.getUTCDate() === now.getDate() &&
      date.getUTCMonth() === now.getMonth() &&
      date.getUTCFullYear() < now.getFullYear()
    );
  });
}
