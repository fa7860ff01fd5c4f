import { expect, test } from "vitest";
import { dayName, dayOf, livedWhen } from "./clock";

test("the first of a month is the first, in French", () => {
  const [first, last] = ["2026-12-01T12:00:00Z", "2026-12-21T12:00:00Z"];
  expect(dayOf(first, "fr")).toBe("1er décembre");
  expect(dayOf(last, "fr")).toBe("21 décembre");
  expect(dayOf(first, "en")).toBe("December 1");
  const now = new Date("2027-01-20T12:00:00Z");
  expect(livedWhen(first, 60, "day", "fr", now)).toContain(" 1er décembre 2026");
  expect(dayName(first, "fr", now)).toContain("1er décembre");
});
