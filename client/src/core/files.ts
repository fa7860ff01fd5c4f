/** Files of the person, on this phone. */
import { type KeptFile, keepRow, keyOf } from "./db";
import { digestOf } from "./digest";
import { uuid7 } from "./ids";
import { current, tell } from "./store";

export interface Caught {
  blob: Blob;
  kind: "photo" | "audio" | "video";
}

/** A file of the person, as it is kept with the thing that cites it; its id is what is cited. */
export async function fileOf(blob: Blob, kind: KeptFile["kind"], id = uuid7()): Promise<KeptFile> {
  const content_type = blob.type.split(";")[0] || "application/octet-stream";
  return { id, blob, kind, content_type, sha256: await digestOf(blob), state: "waiting", sent: 0 };
}

/** Keep a file before what cites it. */
export async function keepFile(blob: Blob, kind: KeptFile["kind"]): Promise<string> {
  const file = await fileOf(blob, kind);
  await keepRow(current(), "files", file);
  await tell([keyOf("media", file.id)]);
  return file.id;
}

/** Nobody cites it any more. */
export async function dropFile(id: string): Promise<void> {
  await current().delete("files", id);
  await tell([keyOf("media", id)]);
}
