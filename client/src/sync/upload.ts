/** tus 1.0 by `fetch` alone, so that the service worker speaks it too. */
import type { Database } from "../core/db";
import { call, Offline, Refused } from "../core/session";
import type { Report } from "./push";

const SLICE = 256 * 1024;
const LONGEST_WAIT = 60_000; // milliseconds for a slice
const MOST_CONFLICTS = 5;
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
      if (!(fault instanceof Refused) || isLater(fault.status)) throw fault; // the others would wait in vain, too
      const isGone = fault.status === 404 || fault.status === 410; // what was declared is not awaited any more
      await database.put("files", {
        ...file,
        state: isGone ? "waiting" : "refused",
        problem: { type: "about:blank", title: fault.message, status: fault.status },
      });
    }
  }
}

/** What a server says that may say otherwise later. */
const isLater = (status: number) => status >= 500 || status === 429 || status === 401 || status === 426;

export async function sendFile(url: string, blob: Blob): Promise<void> {
  let offset = await offsetOf(url);
  let conflicts = 0;
  while (offset < blob.size) {
    const headers = { ...PROTOCOL, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
    const body = blob.slice(offset, offset + SLICE);
    const answer = await call(url, { method: "PATCH", body, headers }, LONGEST_WAIT);
    if (answer.status === 409 && ++conflicts < MOST_CONFLICTS)
      offset = await offsetOf(url); // an answer was lost, or another browser sends it
    else if (answer.status === 409) throw new Offline("another browser sends it");
    else if (answer.ok) offset = Number(answer.headers.get("Upload-Offset"));
    else throw new Refused(answer.status, await answer.json().catch(() => ({})));
  }
}

async function offsetOf(url: string): Promise<number> {
  const answer = await call(url, { method: "HEAD", headers: PROTOCOL });
  if (!answer.ok) throw new Refused(answer.status, {});
  return Number(answer.headers.get("Upload-Offset"));
}
