import { expect, test } from "vitest";
import { tied } from "./french";

test("no line of French begins with a sign, wherever the words stand", () => {
  const words = {
    ask: "Jusqu’à quand ?",
    lines: ["Là ; ici"],
    parts: { one: "« Un »" },
    about: (name: string) => `De : ${name}`,
    count: 3,
  };
  const { ask, lines, parts, about, count } = tied(words);
  expect([ask, lines, parts.one, about("Lou !"), count]).toEqual([
    "Jusqu’à quand\u00a0?",
    ["Là\u00a0; ici"],
    "«\u00a0Un\u00a0»",
    "De\u00a0: Lou\u00a0!",
    3,
  ]);
});
