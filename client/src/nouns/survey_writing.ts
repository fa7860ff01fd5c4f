/** The questions of a survey, while they are written. */
import type { components } from "api";
import { words } from "../core/i18n";
import { uuid7 } from "../core/ids";

type Schema = components["schemas"];
export type QuestionType = Schema["QuestionType"];

export interface WrittenQuestion {
  key: string; // on the screen
  code: string | null; // as the server has it; null: it is made of the text
  text: string;
  type: QuestionType;
  options: string; // one a line
  skills: { id: string; name: string }[];
  other: { tag: string; text: string; options: string }; // its words in another language
  required: boolean;
}

export interface WrittenSurvey {
  questions: WrittenQuestion[];
  sheets: Schema["SheetKind"];
  results: Schema["ResultReaders"];
}

export const question = (): WrittenQuestion => ({
  key: uuid7(),
  code: null,
  text: "",
  type: "one",
  options: "",
  skills: [],
  other: { tag: words.value.tag === "en" ? "fr" : "en", text: "", options: "" },
  required: false,
});

export const blankSurvey = (): WrittenSurvey => ({ questions: [question()], sheets: "unlinked", results: "team" });

export const chooses = ({ type }: { type: QuestionType }) => type === "one" || type === "several";
export const optionsIn = ({ options }: { options: string }): string[] => [
  ...new Set(
    options
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  ),
];
/** Those that ask something. */
export const asked = ({ questions }: WrittenSurvey) => questions.filter(({ text }) => text.trim());

/** A code for a question, out of its words: what two surveys are compared by. */
function codeOf(text: string, taken: Set<string>): string {
  const plain = text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_");
  const words =
    plain
      .replace(/^[^a-z]+/, "")
      .slice(0, 30)
      .replace(/_+$/, "") || "question";
  let code = words;
  for (let number = 2; taken.has(code); number++) code = `${words}_${number}`;
  taken.add(code);
  return code;
}

function translationsOf(one: WrittenQuestion): Record<string, Schema["QuestionWords"]> {
  const { tag, text, options } = one.other;
  return text.trim() ? { [tag]: { text: text.trim(), options: chooses(one) ? optionsIn({ options }) : [] } } : {};
}

function otherOf({ translations }: Schema["QuestionRead"]): WrittenQuestion["other"] {
  const [[tag, said] = ["", null]] = Object.entries(translations ?? {});
  return said ? { tag, text: said.text, options: said.options.join("\n") } : question().other;
}

export function surveyOf(survey: WrittenSurvey): Schema["SurveyForm"] {
  const questions = asked(survey);
  const taken = new Set(questions.map(({ code }) => code ?? ""));
  return {
    questions: questions.map((one) => ({
      code: one.code ?? codeOf(one.text, taken),
      text: one.text.trim(),
      type: one.type,
      options: one.type === "skill" ? one.skills.map(({ name }) => name) : chooses(one) ? optionsIn(one) : [],
      skills: one.type === "skill" ? one.skills.map(({ id }) => id) : [],
      translations: translationsOf(one),
      required: one.required,
    })),
    sheets: survey.sheets,
    results: survey.results,
  };
}

export const surveyIn = (form: Schema["SurveyFormRead"]): WrittenSurvey => ({
  sheets: form.sheets as WrittenSurvey["sheets"],
  results: form.results as WrittenSurvey["results"],
  questions: form.questions.map(({ code, text, type, options, skills, required, ...one }) => ({
    key: uuid7(),
    code,
    text,
    type: type as QuestionType,
    options: options.join("\n"),
    skills: (skills ?? []).map((id, place) => ({ id, name: options[place] ?? "" })),
    other: otherOf(one as Schema["QuestionRead"]),
    required,
  })),
});

export type SurveyLack = "question" | "options" | "skills" | "translation";

export function surveyLacks(survey: WrittenSurvey): SurveyLack[] {
  const questions = asked(survey);
  if (!questions.length) return ["question"];
  const isUneven = (one: WrittenQuestion) =>
    chooses(one) && one.other.text.trim() && optionsIn(one.other).length !== optionsIn(one).length;
  const lacks: [SurveyLack, boolean][] = [
    ["options", questions.some((one) => chooses(one) && optionsIn(one).length < 2)],
    ["skills", questions.some(({ type, skills }) => type === "skill" && skills.length < 2)],
    ["translation", questions.some(isUneven)],
  ];
  return lacks.flatMap(([lack, isThere]) => (isThere ? [lack] : []));
}
