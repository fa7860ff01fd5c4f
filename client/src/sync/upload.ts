/** tus 1.0 by `fetch` alone, so that the service worker speaks it too. */
import { type Database, type KeptFile, keyOf } from "../core/db";
import { Offline, Refused } from "../core/refusals";
import { call } from "../core/session";
import { changeFile } from "./declarations";
import type { Report } from "./push";

const SLICE = 256 * 1024;
const LONGEST_WAIT = 60_000; // milliseconds for a slice
const MOST_CONFLICTS = 5;
const MOST_CUTS = 3; // one after another: there is no network for the next file
const PROTOCOL = { "Tus-Resumable": "1.0.0" };

/** The phone does not give the bytes of a file any more. */
class Unreadable extends Error {}

/** Send each file that the server awaits: none waits for another that does not go. */
export async function upload(database: Database, report: Report): Promise<void> {
  const tried = new Set<string>();
  let cuts = 0;
  for (let file = await next(database, tried); file && cuts < MOST_CUTS; file = await next(database, tried)) {
    tried.add(file.id);
    report.touched.add(keyOf("media", file.id));
    try {
      await sendFile(file.upload_url!, file.blob);
      await changeFile(database, file, {
        state: "sent",
        sent: file.blob.size,
        problem: undefined,
        failures: undefined,
      });
      report.uploaded += 1;
      cuts = 0;
    } catch (fault) {
      cuts = fault instanceof Offline ? cuts + 1 : 0;
      await settleFault(database, file, fault, report);
    }
  }
}

/** The next file: those that failed before come last, and small ones first. What could not be read is tried again. */
async function next(database: Database, tried: Set<string>): Promise<KeptFile | undefined> {
  const awaited = await database.getAllFromIndex("files", "state", "declared");
  const lost = await database.getAllFromIndex("files", "state", "lost");
  const files = [...awaited, ...lost].filter((file) => file.upload_url && !tried.has(file.id));
  const failures = ({ failures = 0 }: KeptFile) => failures;
  return files.sort((one, other) => failures(one) - failures(other) || one.blob.size - other.blob.size)[0];
}

async function settleFault(database: Database, file: KeptFile, fault: unknown, report: Report): Promise<void> {
  if (fault instanceof Unreadable) return changeFile(database, file, { state: "lost" });
  if (fault instanceof Refused && !isLater(fault.status)) {
    const isGone = fault.status === 404 || fault.status === 410; // what was declared is not awaited any more
    const problem = { type: "about:blank", title: fault.message, status: fault.status };
    return changeFile(database, file, { state: isGone ? "waiting" : "refused", problem });
  }
  if (!(fault instanceof Refused || fault instanceof Offline)) throw fault;
  report.stuck.push(fault);
  return changeFile(database, file, { failures: (file.failures ?? 0) + 1 });
}

/** What a server says that may say otherwise later. */
const isLater = (status: number) => status >= 500 || status === 429 || status === 401 || status === 426;

export async function sendFile(url: string, blob: Blob): Promise<void> {
  let offset = await offsetOf(url);
  let conflicts = 0;
  while (offset < blob.size) {
    const headers = { ...PROTOCOL, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
    const body = await bytesOf(blob, offset);
    const answer = await call(url, { method: "PATCH", body, headers }, LONGEST_WAIT);
    if (!answer.ok && answer.status !== 409) throw new Refused(answer.status, await answer.json().catch(() => ({})));
    const reached = Number(answer.headers.get("Upload-Offset"));
    if (answer.ok && reached > offset) offset = reached;
    else if (++conflicts < MOST_CONFLICTS)
      offset = await offsetOf(url); // an answer was lost, or another browser sends it
    else throw new Offline("another browser sends it");
  }
}

/** They are read before the network is asked: what fails there is no fault of the network. */
async function bytesOf(blob: Blob, offset: number): Promise<ArrayBuffer> {
  const end = Math.min(offset + SLICE, blob.size);
  const bytes = await blob
    .slice(offset, end)
    .arrayBuffer()
    .catch((fault) => {
      throw new Unreadable(String(fault));
    });
  if (bytes.byteLength < end - offset) throw new Unreadable("half of it is there");
  return bytes;
}

async function offsetOf(url: string): Promise<number> {
  const answer = await call(url, { method: "HEAD", headers: PROTOCOL });
  if (!answer.ok) throw new Refused(answer.status, {});
  return Number(answer.headers.get("Upload-Offset"));
}
