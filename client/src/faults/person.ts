/** Somebody who writes, and somebody who writes elsewhere; and whether what they were promised is so. */
import { type Data, type Item, keyOf } from "../core/db";
import { current, enter, keep, leave, remove, spare } from "../core/store";
import { addFile, capture } from "../nouns/experiences";
import { synchronise } from "../sync/engine";
import { Killed, world } from "./world";

const PHOTO = new Blob([new Uint8Array(600_000)], { type: "image/jpeg" });
PHOTO.arrayBuffer = async () => new ArrayBuffer(0); // nobody looks at its bytes, but at how many there are
const WHO = { id: "one" } as Parameters<typeof enter>[0];
let words = 0;

export class Person {
  moments: string[] = []; // that were captured here or elsewhere
  said = new Map<string, string>(); // words of mine that were acknowledged, and their moment
  heard = new Map<string, string>(); // words of the other one
  elsewhere = new Set<string>(); // moments that the other one touched
  discarded = new Set<string>();
  binned = new Set<string>(); // moments that the other one deleted
  revived = new Set<string>(); // of those, the ones that I wrote in since
  isActing = false;

  async open(): Promise<void> {
    world.isDead = false;
    world.writesLeft = !world.isGood && world.dice.oneIn(2) ? world.dice.of(60) : Infinity;
    await enter(WHO);
  }

  close(): void {
    leave();
  }

  /** Write, look, lose the network, die: some steps of a day. */
  async live(): Promise<void> {
    world.server.write("grant", "g", { state: "active" });
    world.faults = world.dice.of(60);
    world.duringCall = () => this.meanwhile();
    for (let step = 3 + world.dice.of(6); step > 0; step--) {
      if (world.dice.oneIn(2)) await this.act();
      else await synchroniseNow().catch(() => undefined);
      if (world.isDead) {
        this.close();
        await this.open();
      }
    }
    this.close();
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
      if (!(fault instanceof Killed) && !world.isDead) throw fault;
    }
  }

  private async doOne(): Promise<void> {
    const { dice, server } = world;
    const word = `w${++words};`;
    const id = this.moments[dice.of(this.moments.length)];
    const item = id ? await rowOf(id) : undefined;
    const here = item && !item.deleted && item.local ? id : undefined;
    const there = id && server.row("experience", id)?.data ? id : undefined;
    const choice = dice.of(14);
    if (choice < 3 || !id) await this.capture(word, choice === 0);
    else if (choice < 5 && here) await this.say(here, word, append("text", choice === 3 ? `refused ${word}` : word));
    else if (choice === 5 && here)
      await this.say(here, word, ({ tags }) => ({ tags: [...((tags as string[]) ?? []), word] }));
    else if (choice === 6 && here) await addFile(here, PHOTO, "photo");
    else if (choice === 8 && item?.deleted) await this.takeBack(item.id);
    else if (choice <= 8 && here) await this.discard(here);
    else if (choice === 9) await this.cut();
    else if (choice === 10 && here) await keep("experience", here, amended);
    else if (there) this.writeElsewhere(there, word, choice === 11);
  }

  private async capture(word: string, isPhoto: boolean): Promise<void> {
    const id = await capture({ text: word, files: isPhoto ? [{ blob: PHOTO, kind: "photo" }] : [] });
    this.moments.push(id);
    this.said.set(word, id);
  }

  private async say(id: string, word: string, change: (local: Data) => Data): Promise<void> {
    await keep("experience", id, change);
    this.said.set(word, id);
    if (this.binned.has(id)) this.revived.add(id);
  }

  private async discard(id: string): Promise<void> {
    await remove("experience", id);
    this.discarded.add(id);
    this.revived.delete(id);
  }

  private async takeBack(id: string): Promise<void> {
    await spare("experience", id);
    if ((await rowOf(id))?.deleted === 0) this.discarded.delete(id);
  }

  private async cut(): Promise<void> {
    if (await rowOf("g", "grant")) await remove("grant", "g");
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

async function rowOf(id: string, type: "experience" | "grant" = "experience"): Promise<Item | undefined> {
  return current().get("items", keyOf(type, id));
}

export async function synchroniseNow(): Promise<void> {
  await synchronise(current());
}

/** All that stands on the phone. */
export async function phoneRows(): Promise<{ items: Item[]; states: Set<string>; waits: boolean }> {
  const [items, files] = await Promise.all([current().getAll("items"), current().getAll("files")]);
  const states = new Set(files.map((file) => file.state));
  const waits = items.some((item) => item.dirty) || states.has("waiting") || states.has("declared");
  return { items, states, waits };
}
