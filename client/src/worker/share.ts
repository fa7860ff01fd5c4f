/** What another application shares becomes a moment, also without network. */
/// <reference lib="webworker" />
import { captureTime } from "../core/capture_time";
import { DURABLE, empty, type KeptFile, openDatabase, write } from "../core/db";
import { deviceSetting } from "../core/device";
import { uuid7 } from "../core/ids";

const KINDS = { image: "photo", audio: "audio", video: "video" } as const;

/** On a full phone, and where nobody is signed in: it still is where it was shared from. */
export const sayNotTaken = async (): Promise<Response> =>
  (await caches.match("/app/share.html", { ignoreVary: true })) ?? Response.error();

/** Keep it, and lead to it. */
export async function takeShared(request: Request): Promise<Response> {
  const person = await deviceSetting<{ id: string }>("person");
  if (!person) return sayNotTaken();
  const form = await request.formData();
  const text = ["title", "text", "url"]
    .map((name) => form.get(name))
    .filter((part, place, all) => typeof part === "string" && part && all.indexOf(part) === place)
    .join("\n");
  const files = form.getAll("files").flatMap(kept);
  if (!text && !files.length) return Response.redirect("/app/capture", 303);
  const local = {
    text: text || null,
    ...captureTime(),
    media: files.map(({ id }) => id),
  };
  const id = uuid7();
  const database = await openDatabase(person.id);
  await write(
    database,
    ["items", "files"],
    async (transaction) => {
      for (const file of files) await transaction.objectStore("files").put(file);
      await transaction.objectStore("items").put({ ...empty("experience", id), local, dirty: 1 });
    },
    DURABLE,
  ).finally(() => database.close());
  return Response.redirect(`/app/moments/${id}`, 303);
}

function kept(file: FormDataEntryValue): KeptFile[] {
  if (typeof file === "string" || !file.size) return [];
  const kind = KINDS[file.type.split("/")[0] as keyof typeof KINDS];
  const content_type = file.type.split(";")[0]!;
  return kind ? [{ id: uuid7(), blob: file, kind, content_type, state: "waiting", sent: 0 }] : [];
}
