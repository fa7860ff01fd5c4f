/** Files of the person, on this phone. */
import type { KeptFile } from "./db";
import { digestOf } from "./digest";
import { uuid7 } from "./ids";
import { current, tell } from "./store";

/** Keep a file of the person; its id is what a thing cites. */
export async function keepFile(blob: Blob, kind: KeptFile["kind"], id = uuid7()): Promise<string> {
  const content_type = blob.type.split(";")[0] || "application/octet-stream";
  const sha256 = await digestOf(blob);
  await current().put("files", { id, blob, kind, content_type, sha256, state: "waiting", sent: 0 });
  await tell(["media"]);
  return id;
}

/** Nobody cites it any more. */
export async function dropFile(id: string): Promise<void> {
  await current().delete("files", id);
  await tell(["media"]);
}
