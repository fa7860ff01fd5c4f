import { expect, test } from "vitest";
import { clockError, hearTime, secondsUntil, serverNow } from "./server_time";

const NOW = Date.parse("2026-11-28T10:00:00.400Z"); // by the server
const date = (at: number) => new Date(at).toUTCString();

test("a phone that is minutes off counts by the server’s clock, the better the more it hears", () => {
  for (const wrong of [0, 420_000, -420_000]) {
    for (let n = 0; n < 12; n++) {
      const at = NOW + n * 1_130; // the answer is on its way for 40 ms, and was asked 60 ms before
      hearTime(date(at), at + wrong - 60, at + wrong + 40);
    }
    expect(Math.abs(serverNow(NOW + wrong) - NOW)).toBeLessThan(200);
  }
});

test("an answer without a date changes nothing", () => {
  const before = serverNow(NOW);
  hearTime(null, NOW);
  expect(serverNow(NOW)).toBe(before);
  expect(secondsUntil(new Date(serverNow() + 5_000).toISOString())).toBe(5);
});

const hear = (wrong: number, asked: number, heard: number) =>
  hearTime(new Date(NOW).toISOString(), NOW - wrong - asked, NOW - wrong + heard);

test("a clock that is hours or days off is known by an answer that came soon", () => {
  for (const wrong of [7_200_000, -7_200_000, 3 * 86_400_000, -400 * 86_400_000]) {
    hear(wrong, 60, 40);
    expect(Math.abs(clockError() - wrong)).toBeLessThan(1_000);
  }
});

test("a clock that is two minutes off at most counts as right", () => {
  for (const wrong of [0, 60_000, -118_000, 119_000]) {
    hear(wrong, 60, 40);
    expect(clockError()).toBe(0);
  }
});

test("an answer that was on its way for minutes says nothing, and the next one does", () => {
  hear(0, 60, 40); // the clock was set: all begins again
  hear(-86_400_000, 200_000, 200_000);
  expect(clockError()).toBe(0);
  hear(-86_400_000, 300, 300);
  expect(Math.abs(clockError() + 86_400_000)).toBeLessThan(1_000);
});
