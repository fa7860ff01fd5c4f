/** Dates as the API has them: an instant, and the minutes east of UTC where it was lived. */

export type Precision = "minute" | "day" | "month" | "year";

const twoDigits = (number: number) => String(number).padStart(2, "0");

/** `2026-11-28T14:05:09+01:00`: the hour of the phone, with its distance from UTC. */
export function localInstant(date = new Date(), offset = -date.getTimezoneOffset()): string {
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  const minutes = Math.abs(offset);
  return `${local}${offset < 0 ? "-" : "+"}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/** The same instant as a `Date` whose UTC fields are those of the place where it was lived. */
export function inPlace(instant: string, offset: number): Date {
  return new Date(new Date(instant).getTime() + offset * 60_000);
}

const FORMATS: Record<Precision, Intl.DateTimeFormatOptions> = {
  minute: { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" },
  day: { weekday: "long", day: "numeric", month: "long" },
  month: { month: "long", year: "numeric" },
  year: { year: "numeric" },
};

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Browsers take long to make a formatter: a list of dates takes the same one. */
function formatter(locale: string, format: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = locale + JSON.stringify(format);
  const known = formatters.get(name) ?? new Intl.DateTimeFormat(locale, format);
  formatters.set(name, known);
  return known;
}

/** As the language writes it: French says « 1er décembre ». */
export function written(date: Date, locale: string, format: Intl.DateTimeFormatOptions): string {
  const text = formatter(locale, format).format(date);
  return locale.startsWith("fr") ? text.replace(/\b1 (?=[a-zéû])/, "1er ") : text;
}

/** « samedi 28 novembre, 14:05 »: as precise as is known; the year where it is another one. */
export function livedWhen(
  instant: string,
  offset: number,
  precision: Precision,
  locale: string,
  now = new Date(),
): string {
  const date = inPlace(instant, offset);
  const format = { ...FORMATS[precision], timeZone: "UTC" };
  if (date.getUTCFullYear() !== now.getFullYear()) format.year = "numeric";
  return written(date, locale, format);
}

/** « novembre 2026 »: the heading that a moment of the journal stands under. */
export function monthOf(instant: string, offset: number, locale: string): string {
  return formatter(locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(inPlace(instant, offset));
}

/** « 28 novembre »: of a day to come, or of an end. */
export function dayOf(instant: string, locale: string): string {
  return written(new Date(instant), locale, { day: "numeric", month: "long" });
}

/** « aujourd’hui », « hier », « mercredi 25 novembre »: the heading of what came on a day. */
export function dayName(instant: string, locale: string, now = new Date()): string {
  const date = new Date(instant);
  const midnight = (day: Date) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  const days = Math.round((midnight(date) - midnight(now)) / 86_400_000);
  if (days > -2) return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
  const format: Intl.DateTimeFormatOptions = { weekday: "long", day: "numeric", month: "long" };
  if (date.getFullYear() !== now.getFullYear()) format.year = "numeric";
  return written(date, locale, format);
}

/** An instant as a form has it: `2026-11-30T08:00`, on the clock of this place. */
export function onClock(instant: string | null | undefined): string {
  if (!instant) return "";
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The instant of what a form has; null: it is empty. */
export const toInstant = (text: string): string | null => (text ? new Date(text).toISOString() : null);
