/** One run: what is mine goes first, then the files, then what is new comes. Tab and worker run one file. */
import type { Database } from "../core/db";
import { pushAccount } from "./account";
import { cutAccesses } from "./cuts";
import { weigh } from "./light";
import { replaceLightCopies } from "./originals";
import { pull } from "./pull";
import { push, type Report } from "./push";
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
});

/** Do what can be done; the report tells of it, also where the run ends with a fault. */
export async function synchronise(database: Database, report = newReport()): Promise<Report> {
  return navigator.locks.request("sync", async () => {
    await cutAccesses(database, report);
    await weigh(database);
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      await restoreMoments(database, report);
      if (!(await push(database, report))) break;
    }
    await upload(database, report);
    await replaceLightCopies(database, report);
    await pushAccount(database, report);
    await pull(database, report);
    for (const fault of report.late.values()) throw fault; // what the server could not do now is sent again
    return report;
  });
}
