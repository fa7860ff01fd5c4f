/** Five hundred schedules of network, refusals and deaths: what is acknowledged is at the server or here, once. */
import "./browser";

import { expect, it } from "vitest";
import { judge } from "./judgement";
import { Person } from "./person";
import { world } from "./world";

const SCHEDULES = 500;
const LONGEST = 30_000; // milliseconds, on a machine that does other things

it(
  "loses nothing and doubles nothing, whatever the network does",
  async () => {
    const broken: Record<number, string[]> = {};
    for (let seed = 1; seed <= SCHEDULES; seed++) {
      world.begin(seed);
      const person = new Person();
      await person.open();
      await person.live();
      const promises = await judge(person);
      if (promises.length) broken[seed] = promises;
    }
    expect(broken).toEqual({});
  },
  LONGEST,
);
