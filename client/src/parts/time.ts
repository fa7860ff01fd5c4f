/** When, in the words of the reader. */
import { written } from "../core/clock";
import { words } from "../core/i18n";

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** « il y a 3 jours », « dans 2 heures » */
export function ago(instant: string, now = Date.now()): string {
  const distance = new Date(instant).getTime() - now;
  const [unit, size] = STEPS.find(([, step]) => Math.abs(distance) >= step) ?? STEPS[2]!;
  return new Intl.RelativeTimeFormat(words.value.tag, { numeric: "auto" }).format(Math.trunc(distance / size), unit);
}

/** « 28 nov., 14:05 » */
export const at = (instant: string) =>
  written(new Date(instant), words.value.tag, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

export const day = (instant: string) =>
  written(new Date(instant), words.value.tag, { day: "numeric", month: "long", year: "numeric" });
