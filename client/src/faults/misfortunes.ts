/** What happens to a phone: it is full, it loses a file or everything, or comes back with another release. */
import { deleteDB } from "idb";
import { databaseName, openDatabase } from "../core/db";
import type { Person } from "./person";
import { WHO } from "./phone";
import { world } from "./world";

const CURSOR = "cursor"; // of a release that knew fewer kinds

/** What happens to a phone. */
export async function haveMisfortune(person: Person): Promise<void> {
  const { dice } = world;
  const choice = dice.of(5);
  if (choice === 0) world.isFull = !world.isFull;
  else if (choice === 1) await loseFile(person);
  else if (choice === 2) await person.reopen(becomeOlder);
  else if (choice === 3) await person.reopen();
  else if (dice.oneIn(3)) await beEvicted(person);
}

/** The bytes of a file that has not gone, or half of them. */
async function loseFile(person: Person): Promise<void> {
  const files = (await person.tab.current().getAll("files")).filter(({ state }) => state !== "sent");
  const file = files[world.dice.of(files.length)];
  if (file) world.unread.set(file.blob.size, world.dice.oneIn(2) ? 0 : Math.floor(file.blob.size / 2));
}

/** The browser makes room: nothing stands here any more. What was here alone was never promised for longer. */
async function beEvicted(person: Person): Promise<void> {
  const items = await person.tab.current().getAll("items");
  for (const { id, type, dirty, problem, attempt } of items)
    if (type === "experience" && (dirty || problem || attempt)) person.evicted.add(id);
  const files = await person.tab.current().getAll("files");
  for (const { id, state } of files) if (state !== "sent") person.evicted.add(id);
  await person.reopen(() => deleteDB(databaseName(WHO.id)));
}

/** The page is of a release before, and comes back as this one in the middle of unsent work. */
async function becomeOlder(): Promise<void> {
  const database = await openDatabase(WHO.id);
  for (const key of await database.getAllKeys("meta")) {
    const value = await database.get("meta", key);
    if (!String(key).startsWith(`${CURSOR} `)) continue;
    await database.put("meta", value, CURSOR).catch(() => undefined);
    await database.delete("meta", key).catch(() => undefined);
  }
  database.close();
}
