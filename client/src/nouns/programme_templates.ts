/** Templates of programmes, and what they ask of whoever copies one. */
import { get, type Schema } from "../core/api";
import { tongue } from "../core/i18n";

export type Summary = Schema["TemplateSummaryRead"];
export type Ask = Schema["Ask"];
export type Template = Schema["ProgrammeTemplate"];
type Words = Summary["title"]; // by language
export type Choices = Record<string, string>; // by key: a day, a line, or lines

export const templates = async () => (await get<{ items: Summary[] }>("/v1/programme-templates")).items;
export const template = (code: string) => get<Template>(`/v1/programme-templates/${code}`);

/** In the reader's language. */
export const said = (words: Words): string => words[tongue.value === "en" ? "en" : "fr"]!;

const DAY = 86_400_000; // milliseconds

/** The day that is proposed: `start+42d`, from the first day on. */
function proposedDay(rule: string, starts_on: string): string {
  const days = Number(/([+-]\d+)d$/.exec(rule)?.[1] ?? 0);
  return new Date(Date.parse(starts_on) + days * DAY).toISOString().slice(0, 10);
}

/** What is proposed where nothing was chosen yet. */
export function proposed(ask: Ask, starts_on: string): string {
  if (ask.type === "day") return starts_on && ask.day ? proposedDay(ask.day, starts_on) : "";
  return (ask.values ?? []).map(said).join("\n");
}

export const choicesOf = (asks: Ask[], chosen: Choices, starts_on: string): Schema["Choice"][] =>
  asks
    .map((ask) => ({
      key: ask.key,
      values: (chosen[ask.key] ?? proposed(ask, starts_on))
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean),
    }))
    .filter(({ values }) => values.length > 0);
