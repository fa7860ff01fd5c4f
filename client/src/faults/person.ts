/** Somebody who writes, and somebody who writes elsewhere; and whether what they were promised is so. */
import { type Data, type Item, keyOf } from "../core/db";
import { fileOf } from "../core/files";
import { uuid7 } from "../core/ids";
import { synchronise } from "../sync/engine";
import { haveMisfortune } from "./misfortunes";
import { firstTab, photo, TABS, WHO } from "./phone";
import "./storage";
import { world } from "./world";
import { amended, append, isRefusal } from "./writings";

let words = 0;

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
  tab = firstTab;

  async open(): Promise<void> {
    world.isDead = false;
    world.writesLeft = !world.isGood && world.dice.oneIn(2) ? world.dice.of(60) : Infinity;
    for (const tab of TABS) await tab.enter(WHO);
  }

  close = (): void => TABS.forEach((tab) => void tab.leave());

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
      if (world.dice.oneIn(4)) await haveMisfortune(this);
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

  async reopen(between: () => Promise<void> = async () => undefined): Promise<void> {
    this.close();
    await between();
    await this.open();
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

  private cut = async () => (await this.rowOf("g", "grant")) && this.tab.remove("grant", "g");

  private rowOf = async (id: string, type: "experience" | "grant" = "experience"): Promise<Item | undefined> =>
    this.tab.current().get("items", keyOf(type, id));

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
