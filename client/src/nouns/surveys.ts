/** Surveys: questions of a mission, my sheet, and what everybody answered. */
import type { components } from "api";
import { get } from "../core/api";
import { captureTime } from "../core/capture_time";
import { keepDraft as keepWritten, draft as kept } from "../core/drafts";
import { keeperOf } from "../core/keeping";
import { keep } from "../core/store";
import { answerTo, type Mission } from "./missions";

export type Question = components["schemas"]["QuestionRead"];
export type Answer = components["schemas"]["AnswerToQuestion"];
export type Results = components["schemas"]["SurveyResultsRead"];
export type Sheet = Record<string, Answer>;

/** A question in the language of its reader, where it has words in that. Its options keep their order. */
export const saidIn = (question: Pick<Question, "text" | "options" | "translations">, tag: string) =>
  question.translations?.[tag.slice(0, 2)] ?? question;

/** Whether an answer says something. */
export const says = (answer?: Answer): boolean =>
  Boolean(answer && (answer.options?.length || typeof answer.number === "number" || answer.text?.trim()));

const draftOf = (mission: Mission) => `sheet:${mission.id}`;

/** What I wrote before I sent it, or what I sent with my name. */
export async function draft(mission: Mission): Promise<Sheet> {
  const keeper = keeperOfSheet(mission);
  const written = keeper.isDue ? keeper.value : await kept<Sheet>(draftOf(mission));
  const sent = (answerTo(mission)?.answers ?? []) as Answer[];
  return written ?? Object.fromEntries(sent.map((answer) => [answer.code, answer]));
}

/** What keeps the sheet while it is written. */
export const keeperOfSheet = (mission: Mission) =>
  keeperOf<Sheet | undefined>(draftOf(mission), (sheet) => keepWritten(draftOf(mission), sheet));

/** Send the sheet. The draft goes: without a name, not even this phone remembers it once it is sent. */
export async function sendSheet(mission: Mission, sheet: Sheet): Promise<void> {
  const answers = Object.values(sheet).filter(says);
  await keep("response", mission.local.response!.id, {
    answers,
    captured_at: captureTime().captured_at,
    reason: null,
    state: "submitted",
    mission: { id: mission.id },
  });
  keeperOfSheet(mission).drop();
  await keepWritten(draftOf(mission), undefined);
}

/** `by`: the code of a question, by whose answers the others are counted. */
export const readResults = (id: string, by = "") =>
  get<Results>(`/v1/missions/${id}/results${by && `?by=${encodeURIComponent(by)}`}`);
