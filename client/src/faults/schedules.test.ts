/** Five hundred schedules of network, refusals and deaths: what is acknowledged is at the server or here, once. */
import "./browser";

import { beforeAll, expect, it } from "vitest";
import { renew } from "../core/session";
import { judge } from "./judgement";
import { Person } from "./person";
import { world } from "./world";

const SCHEDULES = Number((globalThis as { process?: { env: { SCHEDULES?: string } } }).process?.env.SCHEDULES ?? 500);
const LONGEST = 60 * SCHEDULES; // milliseconds, on a machine that does other things

/** No schedule renews the token, whichever comes first. */
beforeAll(async () => {
  world.clock *= 2;
  await renew();
});

async function brokenPromises(seed: number): Promise<string[]> {
  world.begin(seed);
  const person = new Person();
  await person.open();
  await person.live();
  return judge(person);
}

it(
  "loses nothing and doubles nothing, whatever the network does",
  async () => {
    const broken: Record<number, string[]> = {};
    for (let seed = 1; seed <= SCHEDULES; seed++) {
      const promises = await brokenPromises(seed);
      if (promises.length) broken[seed] = promises;
    }
    expect(broken).toEqual({});
  },
  LONGEST,
);

/** What a long search found once: `SCHEDULES=3000 npx vitest run schedules` repeats it. */
it.each([
  [
    676,
    "a moment that is binned elsewhere while the answer to its capture is lost comes back with what is written since",
  ],
  [761, "so it does where the words are written while the capture is repeated"],
  [1423, "so it does where a picture is added"],
  [9003, "so it does where they are written after the answer, and before the bin is heard of"],
  [7319, "a deletion that is taken back while its answer is lost comes out of the bin"],
  [2938, "a deletion that is taken back does not hide what came from elsewhere meanwhile"],
])("keeps schedule %i: %s", async (seed) => {
  expect(await brokenPromises(seed)).toEqual([]);
});
