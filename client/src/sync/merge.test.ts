import { describe, expect, it } from "vitest";
import { changes, merge } from "./merge";

const WORDS = ["mur", "pain", "chat", "bus", "arc"];

/** Numbers that look random, and are the same in each run. */
function* numbers(seed: number): Generator<number, never> {
  for (let number = seed; ; ) {
    number = (number * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield number;
  }
}

function draw(random: Generator<number, never>): Record<string, unknown> {
  const some = (count: number) => random.next().value % count;
  const words = () => Array.from({ length: some(4) }, () => WORDS[some(WORDS.length)]!);
  return {
    title: some(3) ? words().join(" ") || null : null,
    text: some(3) ? words().join(" ") || null : null,
    feeling: some(2) ? 1 + some(5) : null,
    tags: [...new Set(words())],
    reflection: some(2) ? { did: words().join(" ") || null, learned: words().join(" ") || null } : null,
  };
}

const textsOf = (thing: Record<string, any>): string[] =>
  [thing.text, thing.reflection?.did, thing.reflection?.learned].filter((text): text is string => Boolean(text));

describe("merge", () => {
  it("keeps every word that somebody wrote since", () => {
    const random = numbers(7);
    for (let round = 0; round < 2000; round++) {
      const [base, mine, theirs] = [draw(random), draw(random), draw(random)];
      const { merged } = merge(base, mine, theirs);
      const kept = textsOf(merged).join("\n");
      const old = new Set(textsOf(base));
      for (const text of [...textsOf(mine), ...textsOf(theirs)]) {
        if (!old.has(text)) expect(kept).toContain(text);
      }
    }
  });

  it("takes what only one side changed, whichever it was", () => {
    const random = numbers(11);
    for (let round = 0; round < 500; round++) {
      const [base, changed] = [draw(random), draw(random)];
      expect(merge(base, base, changed)).toEqual({ merged: changed, fields: [] });
      expect(merge(base, changed, base).fields).toEqual([]);
      expect(changes(changed, merge(base, changed, base).merged)).toEqual({});
    }
  });

  it("names the fields that both had changed", () => {
    const { merged, fields } = merge({ text: "a", feeling: 1 }, { text: "b", feeling: 2 }, { text: "c", feeling: 3 });
    expect(merged).toEqual({ text: "c\n\n⁂\n\nb", feeling: 2 });
    expect(fields).toEqual(["text", "feeling"]);
  });

  it("leaves to the server what only the server writes", () => {
    expect(merge({ version: 1 }, { version: 1 }, { version: 4 }).merged).toEqual({ version: 4 });
    expect(changes({ version: 1, text: "a" }, { version: 2, text: "b" })).toEqual({ text: "b" });
  });
});
