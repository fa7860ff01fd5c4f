/** A file is declared to the server before its bytes go there. */
import { type Database, type KeptFile, write } from "../core/db";
import type { Operation, Report, Result } from "./push";

export const declaration = (file: KeptFile): Operation => ({
  op: "put",
  type: "media",
  id: file.id,
  data: {
    kind: file.kind,
    content_type: file.content_type,
    size: file.blob.size,
    ...(file.sha256 ? { sha256: file.sha256 } : {}),
  },
});

/** Write down where its bytes go, or why it is refused. */
export async function settleFile(database: Database, file: KeptFile, result: Result, report: Report): Promise<false> {
  if (result.status < 300) {
    report.pushed += 1;
    const upload_url = result.data?.upload_url as string | undefined;
    await changeFile(database, file, { state: upload_url ? "declared" : "sent", upload_url });
  } else {
    report.refused.push(file.id);
    await changeFile(database, file, { state: "refused", problem: result.problem });
  }
  return false;
}

/** Write down what became of a file, unless somebody took it away meanwhile. */
export async function changeFile(database: Database, { id, state }: KeptFile, now: Partial<KeptFile>): Promise<void> {
  await write(database, ["files"], async (transaction) => {
    const files = transaction.objectStore("files");
    const kept = await files.get(id);
    if (kept?.state === state) await files.put({ ...kept, ...now } as KeptFile);
  });
}
