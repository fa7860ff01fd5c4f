/** One run: what is mine goes first, then the files, then what is new comes. It runs in a tab or in the worker. */
import type { Database } from "../core/db";
import { pushAccount } from "./account";
import { cutAccesses } from "./cuts";
import { pull } from "./pull";
import { push, type Report } from "./push";
import { upload } from "./upload";

const MOST_TURNS = 5; // of merging and sending again

export async function synchronise(database: Database): Promise<Report> {
  return navigator.locks.request("sync", async () => {
    const report: Report = { pushed: 0, refused: [], conflicts: [], uploaded: 0, pulled: 0, touched: new Set() };
    await cutAccesses(database, report);
    for (let turn = 0; turn < MOST_TURNS && (await push(database, report)); turn++);
    await upload(database, report);
    await pushAccount(database, report);
    await pull(database, report);
    return report;
  });
}
