/** When a moment was caught: by a clock that is right, with what this phone’s said where it is wrong. */
import { localInstant } from "./clock";
import type { Data } from "./items";
import { clockError } from "./server_time";

export interface CaptureTime {
  lived_at: string;
  captured_at: string;
  utc_offset: number;
  phone_time?: string;
}

const eastOf = (date: Date) => -date.getTimezoneOffset();

export function captureTime(error = clockError(), now = Date.now()): CaptureTime {
  const date = new Date(now + error);
  const captured_at = localInstant(date);
  const time = { lived_at: captured_at, captured_at, utc_offset: eastOf(date) };
  return error ? { ...time, phone_time: localInstant(new Date(now)) } : time;
}

/** What changes of a moment that was caught before the error was known. A date that a person chose stays. */
export function mendedTime(local: Data, error: number, now = Date.now()): Partial<CaptureTime> {
  const said = local.captured_at as string | undefined;
  if (!error || !said || local.phone_time || Date.parse(said) > now) return {}; // the last: the clock was set since then
  const { lived_at, captured_at, utc_offset, phone_time } = captureTime(error, Date.parse(said));
  const isChosen = local.lived_at !== said;
  return { captured_at, phone_time: phone_time!, ...(!isChosen && { lived_at, utc_offset }) };
}
