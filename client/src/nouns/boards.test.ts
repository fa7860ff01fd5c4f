import "../faults/browser";
import { expect, it } from "vitest";
import { inTime, type Sent } from "./boards";

const order = (...missions: Partial<Sent>[]) => inTime(missions as Sent[]).map(({ title }) => title);

it("puts first what opens next, what ends next, and what ended last", () => {
  const scheduled = { state: "scheduled" as const };
  expect(
    order(
      { ...scheduled, title: "26 December", opens_at: "2026-12-26T08:00:00Z", due_at: "2026-12-27T08:00:00Z" },
      { ...scheduled, title: "12 December", opens_at: "2026-12-12T08:00:00Z", due_at: "2027-02-01T08:00:00Z" },
    ),
  ).toEqual(["12 December", "26 December"]);
  const open = { state: "open" as const, opens_at: "2026-11-01T08:00:00Z" };
  expect(
    order(
      { ...open, title: "later", due_at: "2027-01-16T08:00:00Z" },
      { ...open, title: "soon", due_at: "2026-12-19T08:00:00Z" },
    ),
  ).toEqual(["soon", "later"]);
  const closed = { state: "closed" as const };
  expect(
    order(
      { ...closed, title: "old", due_at: "2025-01-01T08:00:00Z" },
      { ...closed, title: "new", due_at: "2026-01-01T08:00:00Z" },
    ),
  ).toEqual(["new", "old"]);
});
