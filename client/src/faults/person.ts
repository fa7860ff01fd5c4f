/** Somebody who writes, and somebody who writes elsewhere; and whether what they were promised is so. */

import { deleteDB } from "idb";
import { type Data, databaseName, type Item, type KeptFile, keyOf, openDatabase } from "../core/db";
import { fileOf } from "../core/files";
import { uuid7 } from "../core/ids";
import * as firstTab from "../core/store";
// @ts-expect-error: the same module once more, with a state of its own
import * as otherTab from "../core/store?other";
import { takeAway } from "../nouns/experiences";
import { synchronise } from "../sync/engine";
import "./storage";
import { world } from "./world";

const SIZE = 600_000; // of a photo: three slices
const WHO = { id: "one" } as Parameters<typeof firstTab.enter>[0];
const CURSOR = "cursor"; // of a release that knew fewer kinds
type Tab = typeof firstTab;
const TABS: Tab[] = [firstTab, otherTab];
let words = 0;

/** Nobody looks at its bytes, but at how many there are: no two photos have the same. */
function photo(): Blob {
  const made = new Blob([new Uint8Array(SIZE + ++words)], { type: "image/jpeg" });
  made.arrayBuffer = async () => new ArrayBuffer(0);
  return made;
}

export class Person {
  moments: string[] = []; // that were captured here or elsewhere
  said = new Map<string, string>(); // words of mine that were acknowledged, and their moment
  heard = new Map<string, string>(); // words of the other one
  elsewhere = new Set<string>(); // moments that the other one touched
  discarded = new Set<string>();
  binned = new Set<string>(); // moments that the other one deleted
  revived = new Set<string>(); // of those, the ones that I wrote in since
  evicted = new Set<string>(); // moments of which something stood here alone when the browser threw all away
  isActing = false;
  private tab = firstTab;

  async open(): Promise<void> {
    world.isDead = false;
    world.writesLeft = !world.isGood && world.dice.oneIn(2) ? world.dice.of(60) : Infinity;
    for (const tab of TABS) await tab.enter(WHO);
  }

  close(): void {
    for (const tab of TABS) tab.leave();
  }

  /** Write, look, lose the network, die: some steps of a day. */
  async live(): Promise<void> {
    world.server.write("grant", "g", { state: "active" });
    world.faults = world.dice.of(60);
    world.storageFaults = world.dice.oneIn(2) ? world.dice.of(20) : 0;
    world.duringCall = () => this.meanwhile();
    for (let step = 3 + world.dice.of(6); step > 0; step--) {
      this.tab = TABS[world.dice.of(TABS.length)]!;
      if (world.dice.oneIn(2)) await this.act();
      else await this.synchronise();
      if (world.dice.oneIn(4)) await this.haveMisfortune();
      if (world.isDead) await this.reopen();
    }
    this.close();
    world.isFull = false;
  }

  /** Both tabs, or a tab and the worker, may do it at once. */
  private async synchronise(): Promise<void> {
    const tabs = world.dice.oneIn(3) ? TABS : [this.tab];
    await Promise.all(tabs.map((tab) => synchronise(tab.current()).catch(() => undefined)));
  }

  private async reopen(between: () => Promise<void> = async () => undefined): Promise<void> {
    this.close();
    await between();
    await this.open();
  }

  /** What happens to a phone. */
  private async haveMisfortune(): Promise<void> {
    const { dice } = world;
    const choice = dice.of(5);
    if (choice === 0) world.isFull = !world.isFull;
    else if (choice === 1) await this.loseFile();
    else if (choice === 2) await this.reopen(becomeOlder);
    else if (choice === 3) await this.reopen();
    else if (dice.oneIn(3)) await this.beEvicted();
  }

  /** The bytes of a file that has not gone, or half of them. */
  private async loseFile(): Promise<void> {
    const files = (await this.tab.current().getAll("files")).filter(({ state }) => state !== "sent");
    const file = files[world.dice.of(files.length)];
    if (file) world.unread.set(file.blob.size, world.dice.oneIn(2) ? 0 : Math.floor(file.blob.size / 2));
  }

  /** The browser makes room: nothing stands here any more. What was here alone was never promised for longer. */
  private async beEvicted(): Promise<void> {
    const items = await this.tab.current().getAll("items");
    for (const { id, type, dirty, problem, attempt } of items)
      if (type === "experience" && (dirty || problem || attempt)) this.evicted.add(id);
    const files = await this.tab.current().getAll("files");
    for (const { id, state } of files) if (state !== "sent") this.evicted.add(id);
    await this.reopen(() => deleteDB(databaseName(WHO.id)));
  }

  /** What happens while a call is on its way. */
  private async meanwhile(): Promise<void> {
    if (this.isActing || !world.dice.oneIn(4)) return;
    this.isActing = true;
    await this.act();
    this.isActing = false;
  }

  private async act(): Promise<void> {
    try {
      await this.doOne();
    } catch (fault) {
      if (!world.isDead && !isRefusal(fault)) throw fault;
    }
  }

  private async doOne(): Promise<void> {
    const { dice, server } = world;
    const word = `w${++words};`;
    const id = this.moments[dice.of(this.moments.length)];
    const { keep } = this.tab;
    const item = id ? await this.rowOf(id) : undefined;
    const here = item && !item.deleted && item.local ? id : undefined;
    const there = id && server.row("experience", id)?.data ? id : undefined;
    const choice = dice.of(14);
    if (choice < 3 || !id) await this.capture(word, choice === 0);
    else if (choice < 5 && here) await this.say(here, word, append("text", choice === 3 ? `refused ${word}` : word));
    else if (choice === 5 && here)
      await this.say(here, word, ({ tags }) => ({ tags: [...((tags as string[]) ?? []), word] }));
    else if (choice === 6 && here) await this.addPhoto(here);
    else if (choice === 8 && item?.deleted) await this.takeBack(item.id);
    else if (choice <= 8 && here) await this.discard(here);
    else if (choice === 9) await this.cut();
    else if (choice === 10 && here) await keep("experience", here, amended);
    else if (there) this.writeElsewhere(there, word, choice === 11);
  }

  private async capture(word: string, isPhoto: boolean): Promise<void> {
    const id = uuid7();
    const files = isPhoto ? [await fileOf(photo(), "photo")] : [];
    await this.tab.keep("experience", id, { text: word, media: files.map((file) => file.id) }, files);
    this.moments.push(id);
    this.said.set(word, id);
  }

  private async addPhoto(id: string): Promise<void> {
    const file = await fileOf(photo(), "photo");
    const change = ({ media }: Data) => ({ media: [...((media as string[]) ?? []), file.id] });
    await this.tab.keep("experience", id, change, [file]);
  }

  private async say(id: string, word: string, change: (local: Data) => Data): Promise<void> {
    await this.tab.keep("experience", id, change);
    this.said.set(word, id);
    if (this.binned.has(id)) this.revived.add(id);
  }

  private async discard(id: string): Promise<void> {
    await this.tab.remove("experience", id);
    this.discarded.add(id);
    this.revived.delete(id);
  }

  private async takeBack(id: string): Promise<void> {
    await this.tab.spare("experience", id);
    if ((await this.rowOf(id))?.deleted === 0) this.discarded.delete(id);
  }

  private async cut(): Promise<void> {
    if (await this.rowOf("g", "grant")) await this.tab.remove("grant", "g");
  }

  private async rowOf(id: string, type: "experience" | "grant" = "experience"): Promise<Item | undefined> {
    return this.tab.current().get("items", keyOf(type, id));
  }

  private writeElsewhere(id: string, word: string, isDeletion: boolean): void {
    this.elsewhere.add(id);
    const data = world.server.row("experience", id)!.data!;
    if (isDeletion) {
      world.server.remove("experience", id);
      this.binned.add(id);
      this.revived.delete(id);
    }
    if (!isDeletion && !data.trashed_at) {
      world.server.write("experience", id, append("text", word)(data));
      this.heard.set(word, id);
    }
  }
}

const append = (name: string, word: string) => (local: Data) => ({
  [name]: `${(local[name] as string) ?? ""} ${word}`,
});

/** The word that the server refuses is taken away. */
const amended = ({ text }: Data) => ({ text: ((text as string) ?? "").replaceAll("refused ", "") });

/** The phone said that it is not kept. */
const isRefusal = (fault: unknown) =>
  ["AbortError", "TransactionInactiveError", "InvalidStateError"].includes((fault as Error).name);

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
