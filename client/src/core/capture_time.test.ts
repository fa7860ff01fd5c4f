import { expect, test } from "vitest";
import { captureTime, mendedTime } from "./capture_time";
import { localInstant } from "./clock";

const DAY = 86_400_000;
const NOW = Date.parse("2026-12-02T10:00:00Z"); // by a phone that is three days ahead
const BEFORE = NOW - 3_600_000;
const said = localInstant(new Date(BEFORE));
const right = localInstant(new Date(BEFORE - 3 * DAY));
const caught = { text: "Le pont", ...captureTime(0, BEFORE) };

test("a clock that is right says it once", () => {
  expect(captureTime(0, BEFORE)).toEqual({
    lived_at: said,
    captured_at: said,
    utc_offset: -new Date(BEFORE).getTimezoneOffset(),
  });
});

test("a clock that is known to be wrong is mended at the capture, and what it said is kept", () => {
  expect(captureTime(-3 * DAY, BEFORE)).toMatchObject({ lived_at: right, captured_at: right, phone_time: said });
});

test("what was caught before its error was known is mended the same, once", () => {
  const time = mendedTime(caught, -3 * DAY, NOW);
  expect(time).toEqual(captureTime(-3 * DAY, BEFORE));
  expect(mendedTime({ ...caught, ...time }, -3 * DAY, NOW)).toEqual({});
});

test("a date that a person chose stays", () => {
  const chosen = { ...caught, lived_at: "2024-05-01T12:00:00+02:00", utc_offset: 120 };
  expect(mendedTime(chosen, -3 * DAY, NOW)).toEqual({ captured_at: right, phone_time: said });
});

test("nothing is mended where the clock is right, or was set back since the capture", () => {
  expect(mendedTime(caught, 0, NOW)).toEqual({});
  expect(mendedTime(caught, 3 * DAY, BEFORE - 3 * DAY)).toEqual({});
  expect(mendedTime({ text: "Sans heure" }, DAY, NOW)).toEqual({});
});
