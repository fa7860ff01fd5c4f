import { expect, test } from "vitest";
import { hearTime, secondsUntil, serverNow } from "./server_time";

const NOW = Date.parse("2026-11-28T10:00:00.400Z"); // by the server
const answer = (at: number) => new Response("", { headers: { Date: new Date(at).toUTCString() } });

test("a phone that is minutes off counts by the server’s clock, the better the more it hears", () => {
  for (const wrong of [0, 420_000, -420_000]) {
    for (let n = 0; n < 12; n++) {
      const at = NOW + n * 1_130; // the answer is on its way for 40 ms, and was asked 60 ms before
      hearTime(answer(at), at + wrong - 60, at + wrong + 40);
    }
    expect(Math.abs(serverNow(NOW + wrong) - NOW)).toBeLessThan(200);
  }
});

test("an answer without a date changes nothing", () => {
  const before = serverNow(NOW);
  hearTime(new Response(""), NOW);
  expect(serverNow(NOW)).toBe(before);
  expect(secondsUntil(new Date(serverNow() + 5_000).toISOString())).toBe(5);
});
