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

  it("knows an instant in each spelling", () => {
    const base = { lived_at: "2026-03-03T13:10:00Z", text: "" };
    const mine = { lived_at: "2026-03-04T13:10:00.000Z", text: "" };
    const theirs = { lived_at: "2026-03-03T13:10:00.000Z", text: "Le mur" };
    expect(merge(base, mine, theirs)).toEqual({ merged: { ...mine, text: "Le mur" }, fields: [] });
    expect(merge(null, mine, { ...mine, lived_at: "2026-03-04T14:10:00+01:00" }).fields).toEqual([]);
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
    const [whole, less] = [[] as string[], ["a"]].map((left_out) => ({
      sections: [{ id: null, kind: "work", left_out }],
    }));
    expect(changes(whole!, less!)).toEqual(less); // what has no id compares whole
    expect(merge({ version: 1 }, { version: 1 }, { version: 4 }).merged).toEqual({ version: 4 });
    expect(changes({ version: 1, text: "a" }, { version: 2, text: "b" })).toEqual({ text: "b" });
  });

  it("merges blocks one by one: no word of either is lost, and nothing is doubled", () => {
    const random = numbers(23);
    const some = (count: number) => random.next().value % count;
    let written = 0;
    const block = (id: string, side: string) => ({ kind: "text", id, text: `${side}${written++}` });
    const edit = (blocks: ReturnType<typeof block>[], side: string) => {
      const next = blocks.filter(() => some(4)).map((one) => (some(3) ? one : block(one.id, side)));
      if (some(2)) next.splice(some(next.length + 1), 0, block(`${side}-new`, side));
      if (some(2) && next.length) next.push(...next.splice(some(next.length), 1));
      return next;
    };
    for (let round = 0; round < 2000; round++) {
      const base = Array.from({ length: some(6) }, (_, place) => block(`b${place}`, "base"));
      const [mine, theirs] = [edit(base, "mine"), edit(base, "theirs")];
      const merged = merge({ blocks: base }, { blocks: mine }, { blocks: theirs }).merged.blocks as typeof base;
      const all = merged.map((one) => one.text).join("\n");
      for (const { id, text } of [...mine, ...theirs]) {
        const was = base.find((one) => one.id === id);
        if (was?.text !== text) expect(all).toContain(text);
        else if (mine.some((one) => one.id === id) && theirs.some((one) => one.id === id))
          expect(merged.some((one) => one.id === id)).toBe(true);
      }
      expect(new Set(merged.map((one) => one.id)).size).toBe(merged.length);
      expect(merge({ blocks: base }, { blocks: mine }, { blocks: base }).merged.blocks).toEqual(mine);
      expect(merge({ blocks: base }, { blocks: base }, { blocks: theirs }).merged.blocks).toEqual(theirs);
      if (JSON.stringify(base) !== JSON.stringify(mine))
        expect(changes({ blocks: base }, { blocks: mine })).toEqual({ blocks: mine });
    }
  });

  it("does not take the blank that the server cut off for a change of its own", () => {
    const [sent, since, stored] = ["Un mur ", "Un mur droit", "Un mur"];
    expect(merge({ text: sent }, { text: since }, { text: stored })).toEqual({ merged: { text: since }, fields: [] });
    const [was, here, there] = [sent, since, stored].map((text) => ({ blocks: [{ kind: "text", id: "a", text }] }));
    expect(merge(was!, here!, there!)).toEqual({ merged: here, fields: [] });
  });

  it("keeps my order where the other side only wrote", () => {
    const [a, b, c] = ["a", "b", "c"].map((id) => ({ kind: "text", id, text: id }));
    const there = [a, { ...b, text: "else" }, c, { kind: "text", id: "d", text: "d" }];
    const { merged, fields } = merge({ blocks: [a, b, c] }, { blocks: [c, a, b] }, { blocks: there });
    expect((merged.blocks as { text: string }[]).map((one) => one.text)).toEqual(["c", "d", "a", "else"]);
    expect(fields).toEqual([]);
  });
});
