import { expect, it } from "vitest";
import type { Item } from "./items";
import { byKind, Rows } from "./rows";

const moment = (id: string, lived_at: string, more: Partial<Item> = {}) =>
  ({ key: `experience:${id}`, type: "experience", id, local: { lived_at }, deleted: 0, ...more }) as Item;
const ids = (items: Item[]) => items.map(({ id }) => id).join(" ");

/** The same as if all were read again: whatever is changed, added, deleted, or lived at another time. */
it("stands after each change as it would if everything were read again", async () => {
  const [rows, truth] = [new Rows(), new Map<string, Item>()];
  await rows.fill([]);
  let seed = 7;
  const dice = (count: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * count);
  };
  for (let step = 0; step < 2_000; step++) {
    const id = `m${dice(60)}`;
    const hour = `2026-11-${10 + dice(9)}T0${dice(9)}:00:00${["Z", "+01:00", "-10:00"][dice(3)]}`;
    const next = dice(5) ? moment(id, dice(9) ? hour : "", { deleted: dice(6) ? 0 : 1 }) : undefined;
    if (next) truth.set(id, next);
    else truth.delete(id);
    rows.patch(new Map([[id, next]]));
    const whole = new Rows();
    await whole.fill([[...truth.values()]]);
    expect(ids(rows.present.value)).toBe(ids(whole.present.value));
    expect(ids(rows.departing.value)).toBe(ids(whole.departing.value));
    expect(rows.get(id)).toBe(next);
  }
});

it("puts the moment that was lived last first, wherever on earth", async () => {
  const rows = new Rows();
  await rows.fill([[moment("a", "2026-11-28T09:00:00+01:00"), moment("b", "2026-11-28T08:30:00Z")]]);
  expect(ids(rows.present.value)).toBe("b a");
});

it("reads a whole kind again where some change names the kind alone", () => {
  expect(byKind(["grant:1", "grant", "grant:2", "media:3"])).toEqual(
    new Map([
      ["grant", null],
      ["media", ["3"]],
    ]),
  );
});
