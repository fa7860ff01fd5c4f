/** Moments that a wrong clock dated, and that the server has not got yet, get their time before they are sent. */
import { mendedTime } from "../core/capture_time";
import { type Database, write } from "../core/db";
import { clockError } from "../core/server_time";
import { token } from "../core/session";
import type { Report } from "./push";

export async function mendTimes(database: Database, report: Report): Promise<void> {
  await token(); // where it is renewed, the answer says the time; without network, nothing counts as sent
  const error = clockError();
  if (!error) return;
  await write(database, ["items"], async (transaction) => {
    const items = transaction.objectStore("items");
    for (const item of await items.index("dirty").getAll(1)) {
      if (item.type !== "experience" || item.server || !item.local) continue;
      const time = mendedTime(item.local, error);
      if (!time.captured_at) continue;
      await items.put({ ...item, local: { ...item.local, ...time } });
      report.touched.add(item.key);
    }
  });
}
