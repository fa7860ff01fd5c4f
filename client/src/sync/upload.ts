/** tus 1.0 by `fetch` alone, so that the service worker speaks it too. */
import type { Database } from "../core/db";
import { ask, Offline, Refused, token } from "../core/session";
import type { Report } from "./push";

const SLICE = 256 * 1024;
const LONGEST_WAIT = 60_000; // milliseconds for a slice
const PROTOCOL = { "Tus-Resumable": "1.0.0" };

/** Send each file that the server awaits, the smallest first. One that fails is asked for again in the next run. */
export async function upload(database: Database, report: Report): Promise<void> {
  const files = await database.getAllFromIndex("files", "state", "declared");
  files.sort((one, other) => one.blob.size - other.blob.size);
  for (const file of files) {
    if (!file.upload_url) continue;
    report.touched.add("media");
    try {
      await sendFile(file.upload_url, file.blob);
      await database.put("files", { ...file, state: "sent", sent: file.blob.size });
      report.uploaded += 1;
    } catch (fault) {
      if (fault instanceof Offline) throw fault; // the others would wait in vain, too
      if (!(fault instanceof Refused)) throw fault;
      const isGone = fault.status === 404 || fault.status === 410; // what was declared is not awaited any more
      await database.put("files", {
        ...file,
        state: isGone ? "waiting" : "refused",
        problem: { type: "about:blank", title: fault.message, status: fault.status },
      });
    }
  }
}

export async function sendFile(url: string, blob: Blob): Promise<void> {
  let offset = await offsetOf(url);
  while (offset < blob.size) {
    const headers = {
      ...PROTOCOL,
      Authorization: `Bearer ${await token()}`,
      "Upload-Offset": String(offset),
      "Content-Type": "application/offset+octet-stream",
    };
    const answer = await ask(url, { method: "PATCH", body: blob.slice(offset, offset + SLICE), headers }, LONGEST_WAIT);
    if (answer.status === 409)
      offset = await offsetOf(url); // an answer was lost, or another tab sends it
    else if (answer.ok) offset = Number(answer.headers.get("Upload-Offset"));
    else throw new Refused(answer.status, await answer.json().catch(() => ({})));
  }
}

async function offsetOf(url: string): Promise<number> {
  const answer = await ask(url, { method: "HEAD", headers: { ...PROTOCOL, Authorization: `Bearer ${await token()}` } });
  if (!answer.ok) throw new Refused(answer.status, {});
  return Number(answer.headers.get("Upload-Offset"));
}
