/** How often a mission comes, as a sentence: « chaque lundi ». The API knows it as a rule. */
import { words } from "../../core/i18n";
import { manageWords } from "../../words/manage";

export type Repeat = "never" | "week" | "twoWeeks" | "month";
export const REPEATS: Repeat[] = ["never", "week", "twoWeeks", "month"];
const DAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

const weekday = (date: Date) => new Intl.DateTimeFormat(words.value.tag, { weekday: "long" }).format(date);

/** The rule of the API, from the day of the first one on. */
export function rule(repeat: Repeat, first: Date): string | null {
  const day = DAYS[first.getDay()];
  if (repeat === "week") return `FREQ=WEEKLY;BYDAY=${day}`;
  if (repeat === "twoWeeks") return `FREQ=WEEKLY;INTERVAL=2;BYDAY=${day}`;
  if (repeat === "month") return "FREQ=MONTHLY";
  return null;
}

export function repeatOf(rule: string | null): Repeat {
  if (!rule) return "never";
  if (rule.startsWith("FREQ=MONTHLY")) return "month";
  return rule.includes("INTERVAL=2") ? "twoWeeks" : "week";
}

export const wordsOf = (repeat: Repeat, first: Date) =>
  manageWords.value.repeats[repeat]!(weekday(first), first.getDate());

/** Of a rule that this form could have made; of another one, that it repeats. */
export function sentence(text: string, opens_at: string): string {
  const first = new Date(opens_at);
  const repeat = repeatOf(text);
  return rule(repeat, first) === text ? wordsOf(repeat, first) : manageWords.value.itRepeats;
}
