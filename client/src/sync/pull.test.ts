import "../faults/browser";
import { expect, it } from "vitest";
import { empty, keyOf } from "../core/db";
import { current, enter, leave } from "../core/store";
import { world } from "../faults/world";
import { synchronise } from "./engine";

it("takes all anew where the cursor is of a release that knew fewer kinds", async () => {
  world.begin(1);
  world.server.write("proposal", "idea", { title: "Un stage par mois" });
  await enter({ id: "one" } as Parameters<typeof enter>[0]);
  const seen = { server: {}, base: {}, local: {} };
  await current().put("meta", "0 9", "cursor");
  await current().put("items", { ...empty("journal", "gone"), ...seen });
  await current().put("items", { ...empty("journal", "mine"), local: { title: "Mon stage" }, dirty: 1 });
  await synchronise(current());
  const keys = await current().getAllKeys("items");
  expect(keys.sort()).toEqual([keyOf("journal", "mine"), keyOf("proposal", "idea")]);
  expect(await current().get("meta", "cursor")).toBeUndefined();
  leave();
});
