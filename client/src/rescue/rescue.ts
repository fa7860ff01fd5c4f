/** What was not sent, read as it stands and saved as a ZIP file, also where the application does not open. */
import { type Part, pack } from "./zip";

interface Row {
  [name: string]: any; // of any release
}
interface Found {
  id: string;
  items: Row[];
  files: Row[];
  drafts: [string, unknown][];
}
const OWN = /^daytripper-(?!device$)(.+)/;
const CACHED = /^draft (story:|publishing|refused|invitation)/; // what comes again by itself
const show = (id: string) => document.getElementById(id)!.removeAttribute("hidden");
const inFrench = /^fr|^$/.test(navigator.language);
const settled = <T>(asked: IDBRequest<T>) =>
  new Promise<T>((done, fail) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });

/** Open what is there, of whatever version; nothing is made. */
function open(name: string): Promise<IDBDatabase> {
  const asked = indexedDB.open(name);
  asked.onupgradeneeded = () => asked.transaction!.abort();
  return settled(asked);
}

/** What was not there is nothing; what could not be read is a fault. */
function ifThere(fault: DOMException): undefined {
  if (fault.name !== "AbortError") throw fault;
}

async function rows(database: IDBDatabase, store: string, keys = false): Promise<any[]> {
  if (!database.objectStoreNames.contains(store)) return [];
  const opened = database.transaction(store).objectStore(store);
  return settled<any[]>(keys ? opened.getAllKeys() : opened.getAll());
}

/** Those who were here: browsers that do not list databases know the last person alone. */
async function names(): Promise<string[]> {
  const device = await open("daytripper-device").catch(ifThere); // a browser that lets nothing be read says so here
  if (indexedDB.databases) return (await indexedDB.databases()).map(({ name }) => name!);
  if (!device) return [];
  const person = await settled<any>(device.transaction("settings").objectStore("settings").get("person"));
  return person ? [`daytripper-${person.id}`] : [];
}

async function find(name: string): Promise<Found> {
  const database = await open(name);
  const items = await rows(database, "items");
  const files = await rows(database, "files");
  const parts = await rows(database, "parts");
  const [keys, values] = [await rows(database, "meta", true), await rows(database, "meta")];
  database.close();
  const soundOf = ({ id, content_type }: Row) =>
    new Blob(
      parts.filter(({ file }) => file === id).map(({ blob }) => blob),
      { type: content_type },
    );
  return {
    id: name.match(OWN)![1]!,
    items: items.filter((one) => one.type !== "reading" && (one.dirty || one.deleted || one.attempt || one.problem)),
    files: files
      .filter(({ state }) => state !== "sent")
      .map((one) => (one.state === "recording" ? { ...one, blob: soundOf(one) } : one)),
    drafts: keys
      .map((key, place): [string, unknown] => [String(key), values[place]])
      .filter(([key]) => key.startsWith("draft ") && !CACHED.test(key)),
  };
}

const SOUNDS = /audio/;
const NAMES = inFrench
  ? ["Photo ou film", "Enregistrement", "Un changement", "Un moment"]
  : ["Photo or film", "Recording", "A change", "A moment"];

/** The first words of it that a person wrote. */
function wordsOf(value: any): string {
  if (typeof value === "string") return value.trim();
  const { title, text, note, body, name } = value ?? {};
  return [title, text, note, body, name].find((one) => typeof one === "string" && one.trim()) ?? "";
}

function list(found: Found[]): void {
  for (const { items, files, drafts } of found)
    for (const line of [
      ...items.map(({ local, type }) => wordsOf(local) || (type === "experience" ? NAMES[3]! : "")),
      ...drafts.map(([, value]) => wordsOf(value)),
      ...files.map(
        ({ kind, blob }) =>
          `${NAMES[SOUNDS.test(kind) ? 1 : 0]} · ${Math.ceil((blob?.size ?? 0) / 1e3)} k${inFrench ? "o" : "B"}`,
      ),
    ]) {
      const entry = document.createElement("li");
      entry.textContent = line.slice(0, 120) || NAMES[2]!;
      document.getElementById("list")!.append(entry);
    }
}

async function offer(found: Found[]): Promise<void> {
  const parts: Part[] = [];
  const people = found.map(({ files, ...rest }) => ({
    ...rest,
    files: files.map(({ blob, ...row }) => {
      const name = `${row.id}.${(row.content_type ?? "").split(/[/;]/)[1] ?? "bin"}`;
      if (blob) parts.push({ name, blob });
      return { ...row, name };
    }),
  }));
  const text = JSON.stringify({ format: "day-tripper-unsent", people });
  const link = document.getElementById("save") as HTMLAnchorElement;
  link.href = URL.createObjectURL(
    await pack([{ name: "unsent.json", blob: new Blob([text]) }, ...parts], () => show("unread")),
  );
  link.download = `day-tripper-${new Date().toISOString().slice(0, 10)}.zip`;
  show("save");
}

/** The files of the application are forgotten, and nothing that a person made. */
async function renew(): Promise<void> {
  for (const one of (await navigator.serviceWorker?.getRegistrations()) ?? []) await one.unregister();
  for (const name of (await globalThis.caches?.keys()) ?? []) await caches.delete(name);
  show("renewed");
}

async function begin(): Promise<void> {
  if (!inFrench) document.documentElement.lang = "en";
  document.getElementById("renew")!.onclick = renew;
  if (location.pathname.endsWith("/reset")) await renew();
  const found = await Promise.all((await names()).filter((name) => OWN.test(name)).map(find));
  const unsent = found.filter(({ items, files, drafts }) => items.length || files.length || drafts.length);
  show(unsent.length ? "some" : "nothing");
  list(unsent);
  if (unsent.length) await offer(unsent);
}

void begin().catch(() => show("closed"));
