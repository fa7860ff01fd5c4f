import "../faults/browser";
import { expect, it } from "vitest";
import { enter, leave } from "../core/store";
import { world } from "../faults/world";
import { isArriving, run } from "./runs";

it("does not call a journal empty before it came to a new phone", async () => {
  world.begin(1);
  world.server.write("experience", "one", { title: "Le premier mur" });
  await enter({ id: "one" } as Parameters<typeof enter>[0]);
  expect(isArriving.value).toBe(true);
  await run();
  expect(isArriving.value).toBe(false);
  leave();
});
