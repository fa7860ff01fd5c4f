/** What a phone has for tests: two tabs on one database, photos, and rows to look at. */
import type { Item, KeptFile } from "../core/db";
import * as firstTab from "../core/store";
// @ts-expect-error: the same module once more, with a state of its own
import * as otherTab from "../core/store?other";
import { takeAway } from "../nouns/experiences";
import { synchronise } from "../sync/engine";

export { firstTab };

const SIZE = 600_000; // of a photo: three slices
export const WHO = { id: "one" } as Parameters<typeof firstTab.enter>[0];
type Tab = typeof firstTab;
export const TABS: Tab[] = [firstTab, otherTab];
let photos = 0;

/** Nobody looks at its bytes, but at how many there are: no two photos have the same. */
export function photo(): Blob {
  const made = new Blob([new Uint8Array(SIZE + ++photos)], { type: "image/jpeg" });
  made.arrayBuffer = async () => new ArrayBuffer(0);
  return made;
}

export async function synchroniseNow(): Promise<void> {
  await synchronise(firstTab.current());
}

/** All that stands on the phone. */
export async function phoneRows(): Promise<{ items: Item[]; files: KeptFile[]; waits: boolean }> {
  const database = firstTab.current();
  const [items, files] = await Promise.all([database.getAll("items"), database.getAll("files")]);
  const waits = items.some((item) => item.dirty) || files.some(({ state }) => state !== "sent" && state !== "lost");
  return { items, files, waits };
}

/** The way out that a moment shows where the phone does not give the bytes of a file. */
export async function takeLostAway(): Promise<string[]> {
  const { items, files } = await phoneRows();
  const lost = files.filter(({ state }) => state === "lost").map(({ id }) => id);
  for (const id of lost) {
    const moment = items.find(({ type, local }) => type === "experience" && JSON.stringify(local).includes(id));
    if (moment) await takeAway(moment.id, id);
    else await firstTab.current().delete("files", id);
  }
  return lost;
}
