/** The service worker: the shell without network, and what waits sent after the tab is closed. */
/// <reference lib="webworker" />
import { keyOf, openDatabase } from "../core/db";
import { deviceSetting } from "../core/device";
import { loadEngine } from "./engine";
import { open, show } from "./push";
import { sayNotTaken, takeShared } from "./share";

declare const self: ServiceWorkerGlobalScope;
declare const VERSION: string;
declare const NAME: string; // of a file that is named by its content
declare const UNNAMED: string[]; // the other files
type Files = Map<string, Promise<Response>>;
const NAMES = new RegExp(NAME, "g");
const SHELL = `shell-${VERSION}`;
const MEDIA = "media";
const MOST_MEDIA = 200;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin !== self.location.origin) return;
  if (event.request.method === "POST" && pathname === "/app/shared") {
    const answer = takeShared(event.request);
    event.respondWith(answer.catch(sayNotTaken));
    event.waitUntil(answer.then(sendWhatWaits).catch(() => undefined));
  }
  if (event.request.method !== "GET") return;
  if (pathname.startsWith("/app/rescue")) event.respondWith(rescue(event.request, pathname));
  else if (pathname.startsWith("/app/") && pathname !== "/app/reset") event.respondWith(shell(event.request));
  else if (pathname.startsWith("/m/") && !event.request.headers.has("range"))
    event.respondWith(picture(event.request, pathname));
});
self.addEventListener("sync", ((event: ExtendableEvent & { tag: string }) => {
  if (event.tag === "outbox") event.waitUntil(sendWhatWaits());
}) as EventListener);

self.addEventListener("push", (event) => {
  event.waitUntil(show(event.data));
  event.waitUntil(sendWhatWaits().catch(() => undefined)); // what it is about comes along, where there is network
});
self.addEventListener("notificationclick", (event) => event.waitUntil(open(event.notification)));

/** Keep all files of this version, or none. A worker imports later what it imported now, and nothing else. */
async function install(): Promise<void> {
  await loadEngine();
  const files: Files = new Map();
  await Promise.all(UNNAMED.map((name) => gather(name, files)));
  const cache = await caches.open(SHELL);
  for (const [address, file] of files) await cache.put(address, await file);
  await self.skipWaiting();
}

/** Fetch a file, and those that it names: the page its scripts, a script those that it needs. */
async function gather(name: string, files: Files): Promise<void> {
  const address = `/app/${name}`;
  if (files.has(address)) return;
  const file = fetchOwn(address);
  files.set(address, file);
  const text = await (await file).clone().text();
  await Promise.all((text.match(NAMES) ?? []).map((other) => gather(`assets/${other}`, files)));
}

/** Files named by their content may come from the browser's cache; others are of this version, or nothing is installed. */
async function fetchOwn(address: string): Promise<Response> {
  const isNamed = address.startsWith("/app/assets/");
  const file = await fetch(address, { cache: isNamed ? "default" : "no-cache" });
  if (file.ok && (isNamed || file.headers.get("Client-Version") === VERSION)) return file;
  throw new TypeError(address);
}

async function activate(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== SHELL) await caches.delete(name);
  await self.clients.claim();
}

async function shell(request: Request): Promise<Response> {
  const cache = await caches.open(SHELL);
  return (await cache.match(request.mode === "navigate" ? "/app/" : request, { ignoreVary: true })) ?? fetch(request);
}

/** What helps when the files here are broken comes from the server, and from here without network. */
const rescue = (request: Request, pathname: string): Promise<Response> =>
  fetch(request).catch(async () => {
    const kept = await caches.match(pathname === "/app/rescue" ? "/app/rescue.html" : pathname, { ignoreVary: true });
    return kept ?? Response.error();
  });

/** The key in a picture's address changes with each session; the picture does not. */
async function picture(request: Request, pathname: string): Promise<Response> {
  const [, , , media, name] = pathname.split("/");
  const cache = await caches.open(MEDIA);
  const kept = await cache.match(`/m/${media}/${name}`, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200 && (await isMine(media!))) {
    await cache.put(`/m/${media}/${name}`, answer.clone());
    const keys = await cache.keys();
    for (const old of keys.slice(0, Math.max(0, keys.length - MOST_MEDIA))) await cache.delete(old);
  }
  return answer;
}

/** Pictures of others are not kept: what they show me ends when they say so. */
async function isMine(media: string): Promise<boolean> {
  const person = await deviceSetting<{ id: string }>("person");
  if (!person) return false;
  const database = await openDatabase(person.id);
  const item = await database.get("items", keyOf("media", media));
  database.close();
  return Boolean(item);
}

async function sendWhatWaits(): Promise<void> {
  const person = await deviceSetting<{ id: string }>("person");
  if (!person) return;
  const { synchronise } = await loadEngine();
  const database = await openDatabase(person.id);
  const { touched, held } = await synchronise(database).finally(() => database.close());
  const tabs = new BroadcastChannel(`daytripper-${person.id}`);
  tabs.postMessage([...touched]);
  tabs.close();
  if (!held) return;
  await new Promise((done) => setTimeout(done, held));
  await sendWhatWaits();
}
