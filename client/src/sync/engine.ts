/** One run: what is written here goes first, then what is new comes; files go by themselves. Tab and worker run one file. */
import type { Database } from "../core/db";
import { Offline, Refused, SignedOut } from "../core/refusals";
import { takeTurn } from "../core/turns";
import { pushAccount } from "./account";
import { cutAccesses } from "./cuts";
import { weigh } from "./light";
import { mendTimes } from "./mended_times";
import { replaceLightCopies } from "./originals";
import { pull } from "./pull";
import { isForAll, push, type Report } from "./push";
import { restoreMoments } from "./restorations";
import { upload } from "./upload";

export { isEqual } from "./blocks";
export { merge } from "./merge";

const MOST_TURNS = 5; // of merging and sending again

export const newReport = (): Report => ({
  pushed: 0,
  refused: [],
  conflicts: [],
  uploaded: 0,
  pulled: 0,
  held: 0,
  touched: new Set(),
  late: new Map(),
  stuck: [],
});

/** What is written here goes, and what is new comes. What fails of it does not stop the rest. */
export async function exchange(database: Database, report: Report): Promise<void> {
  const steps = [mendTimes, cutAccesses, weigh, sendWritings, pushAccount, pull];
  await takeTurn("sync", async () => {
    for (const [place, step] of steps.entries())
      await step(database, report).catch((fault) => {
        if (stopsAll(fault)) throw fault;
        report.late.set(`step ${place}`, fault);
      });
  });
}

const stopsAll = (fault: unknown) =>
  fault instanceof Offline || fault instanceof SignedOut || (fault instanceof Refused && isForAll(fault.status));

async function sendWritings(database: Database, report: Report): Promise<void> {
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    await restoreMoments(database, report);
    if (!(await push(database, report))) break;
  }
}

/** Files take as long as they take: nothing else waits for them. */
export async function sendFiles(database: Database, report: Report): Promise<void> {
  await takeTurn("files", async () => {
    await upload(database, report);
    await replaceLightCopies(database, report);
  });
}

/** All of it, as the worker does it; the report tells of it, also where the run ends with a fault. */
export async function synchronise(database: Database, report = newReport()): Promise<Report> {
  await exchange(database, report);
  await sendFiles(database, report);
  if (report.uploaded) await exchange(database, report);
  for (const fault of [...report.late.values(), ...report.stuck]) throw fault; // what could not be done now is done later
  return report;
}
