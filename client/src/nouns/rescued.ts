/** What was saved in a file because it could not be sent (`rescue/`) comes back onto a phone, and waits there. */
import { changeItem, DURABLE, type Item, type KeptFile, keepRow, write } from "../core/db";
import { current, person, tell } from "../core/store";
import { run } from "../sync/runs";
import { capture } from "./experiences";

interface Saved {
  id: string; // of the person
  items: Item[];
  files: (Omit<KeptFile, "blob"> & { name: string })[];
  drafts: [string, unknown][];
}
export interface Rescued {
  people: Saved[];
  parts: Map<string, Blob>;
}

const [HEAD, ENTRY, END] = [30, 46, 22]; // bytes
const LARGEST_INDEX = 4_000_000; // bytes

/** What such a file holds; null: it is another one. */
export async function readRescued(file: Blob): Promise<Rescued | null> {
  const parts = await unpack(file).catch(() => new Map<string, Blob>());
  const text = await parts.get("unsent.json")?.text();
  const { format, people } = JSON.parse(text ?? "{}");
  return format === "day-tripper-unsent" ? { people, parts } : null;
}

/** The parts of a ZIP file that holds them as they are. */
async function unpack(file: Blob): Promise<Map<string, Blob>> {
  const view = async (from: number, to: number) => new DataView(await file.slice(from, to).arrayBuffer());
  const end = await view(file.size - END, file.size);
  const [size, offset] = [end.getUint32(12, true), end.getUint32(16, true)];
  const parts = new Map<string, Blob>();
  if (end.getUint32(0, true) !== 0x06054b50 || size > LARGEST_INDEX) return parts;
  const index = await view(offset, offset + size);
  for (let at = 0; at < size; ) {
    const letters = index.getUint16(at + 28, true);
    const name = new TextDecoder().decode(index.buffer.slice(at + ENTRY, at + ENTRY + letters));
    const from = index.getUint32(at + 42, true) + HEAD + letters;
    parts.set(name, file.slice(from, from + index.getUint32(at + 20, true)));
    at += ENTRY + letters;
  }
  return parts;
}

/** Keep what is not here, and merge what changed here meanwhile. Says how much came; null: it is somebody else's. */
export async function takeBack({ people, parts }: Rescued): Promise<number | null> {
  const saved = people.find(({ id }) => id === person.value?.id);
  if (!saved) return null;
  let count = 0;
  for (const row of saved.files) count += Number(await takeFile(row, parts.get(row.name)));
  for (const item of saved.items) count += Number(await takeItem(item));
  const { drafts } = saved;
  await write(
    current(),
    ["meta"],
    async (transaction) => {
      const meta = transaction.objectStore("meta");
      for (const [key, value] of drafts)
        if (key.startsWith("draft ") && !(await meta.get(key))) {
          await meta.put(value, key);
          count++;
        }
    },
    DURABLE,
  );
  await tell(["media", ...saved.items.map(({ type }) => type)]);
  void run();
  return count;
}

/** A file of a moment waits again; a recording that was cut off becomes a moment. */
async function takeFile(row: Saved["files"][number], part: Blob | undefined): Promise<boolean> {
  const kept = await current().get("files", row.id);
  if (!part || (kept && kept.state !== "lost")) return false;
  const { name, upload_url, problem, ...rest } = row;
  const [type] = row.content_type.split(";");
  const blob = new Blob([await part.arrayBuffer()], { type: type! }); // the system may take its file away
  if (row.state === "recording") return Boolean(await capture({ files: [{ blob, kind: row.kind }] as never }));
  const state = row.state === "held" ? "held" : "waiting";
  await keepRow(current(), "files", { ...rest, blob, content_type: type!, state, sent: 0 });
  return true;
}

async function takeItem(item: Item): Promise<boolean> {
  const { merge } = await import("../sync/engine");
  let isTaken = true;
  await changeItem(current(), item.key, (kept) => {
    if (!kept || !(kept.dirty || kept.problem))
      return kept || !item.deleted ? { ...item, dirty: 1, problem: undefined } : null;
    isTaken = !(item.deleted || kept.deleted);
    if (!isTaken) return kept;
    const { merged } = merge(kept.base, kept.local ?? {}, item.local ?? {});
    return { ...kept, local: merged, dirty: 1, problem: undefined };
  });
  return isTaken;
}
