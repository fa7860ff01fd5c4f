/** What I do for others here: it is said by the server, and remembered for when there is no network. */
import { signal } from "@preact/signals";
import type { components } from "api";
import { get } from "../core/api";
import { current } from "../core/store";

type Duties = Pick<components["schemas"]["UserRead"], "accompanies" | "operates">;
const KEY = "duties";

export const duties = signal<Duties>({ accompanies: false, operates: false });

export async function learnDuties(): Promise<void> {
  duties.value = ((await current().get("meta", KEY)) as Duties | undefined) ?? { accompanies: false, operates: false };
  const { accompanies, operates } = await get<Duties>("/v1/me");
  duties.value = { accompanies, operates };
  await current().put("meta", duties.value, KEY);
}
