/** On a spare network a light copy of a photo goes first. The whole one is kept here, and follows on Wi-Fi. */
import { type Database, DURABLE, type KeptFile, write } from "../core/db";
import { digestOf } from "../core/digest";
import { uuid7 } from "../core/ids";
import { isSpare, wholePhotos } from "../core/network";
import { call } from "../core/session";

const LIGHT = 300_000; // bytes at most
const FORMS = [
  [2048, 0.8],
  [1600, 0.6],
  [1280, 0.4],
] as const; // pixels at most, and quality

/** Before files are declared: what each is sent as. */
export async function weigh(database: Database): Promise<void> {
  if (!isSpare() || (await wholePhotos()) === "always") return release(database);
  for (const file of await database.getAllFromIndex("files", "state", "waiting")) {
    if (file.kind !== "photo" || file.replaces || file.blob.size <= LIGHT) continue;
    if (!(await isUnknown(file.id))) continue; // its answer was lost: the server awaits the whole one under that id
    const copy = await lightCopy(file.blob).catch(() => null); // one that this browser does not read goes as it is
    if (copy) await lighten(database, file, copy).catch(() => undefined); // where there is no room for both, it goes whole
  }
}

const isUnknown = async (id: string) => (await call(`/v1/media/${id}`)).status === 404;

/** Both are written at once: neither is lost, whenever the browser dies. */
async function lighten(database: Database, file: KeptFile, copy: Blob): Promise<void> {
  const sha256 = await digestOf(copy);
  await write(
    database,
    ["files"],
    async (transaction) => {
      const files = transaction.objectStore("files");
      const kept = await files.get(file.id);
      if (kept?.state !== "waiting") return;
      await files.put({ ...kept, id: uuid7(), state: "held", replaces: kept.id });
      await files.put({ ...kept, blob: copy, content_type: copy.type, sha256 });
    },
    DURABLE,
  );
}

/** The network is good: whole photos go, too. */
async function release(database: Database): Promise<void> {
  await write(database, ["files"], async (transaction) => {
    const files = transaction.objectStore("files");
    for (const file of await files.index("state").getAll("held")) await files.put({ ...file, state: "waiting" });
  });
}

/** Null where none is light enough. */
async function lightCopy(blob: Blob): Promise<Blob | null> {
  const picture = await createImageBitmap(blob);
  for (const [widest, quality] of FORMS) {
    const scale = Math.min(1, widest / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(picture.width * scale, picture.height * scale);
    canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const copy = await canvas.convertToBlob({ type: "image/webp", quality });
    if (copy.size <= LIGHT) return copy;
  }
  return null;
}
