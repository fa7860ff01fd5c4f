import "../faults/browser";
import { expect, it, vi } from "vitest";
import { enter, keep, leave } from "../core/store";
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

it("sends what was written while another run is under way before it says that it is done", async () => {
  world.begin(1);
  await enter({ id: "two" } as Parameters<typeof enter>[0]);
  await keep("journal", "mine", { title: "Avant" });
  const first = run();
  world.duringCall = async () => {
    world.duringCall = async () => undefined;
    await keep("journal", "mine", { title: "Après" });
    void Promise.all([run(), run()]).then(() => seen.push(world.server.row("journal", "mine")?.data?.title));
  };
  const seen: unknown[] = [];
  await first;
  await vi.waitFor(() => expect(seen).toEqual(["Après"]));
  leave();
});
