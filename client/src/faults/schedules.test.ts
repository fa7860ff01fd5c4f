/** Five hundred schedules of network, storage, refusals and deaths: what is acknowledged is at the server or here, once. */
import "./browser";

import { beforeAll, expect, it } from "vitest";
import { renew } from "../core/session";
import { judge } from "./judgement";
import { Person } from "./person";
import { world } from "./world";

const SCHEDULES = Number((globalThis as { process?: { env: { SCHEDULES?: string } } }).process?.env.SCHEDULES ?? 500);
const LONGEST = 600 * SCHEDULES; // milliseconds, on a machine that does other things

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
  "loses nothing and doubles nothing, whatever the network and the phone do",
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
