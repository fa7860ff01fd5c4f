/** The worker, new versions, and faults: nobody is ever stuck. */

import { signal } from "@preact/signals";
import { deviceSetting, keepDeviceSetting } from "./core/db";
import { Offline, Refused, SignedOut } from "./core/session";

const HOUR = 3_600_000; // milliseconds
const STARTING = 10_000; // a page that is that young is as new as it gets
const WORKER = "/app/sw.js";

interface TypesFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** The address of a worker is a sink of Trusted Types: one policy allows one address. */
function workerAddress(): string {
  const types = (window as unknown as { trustedTypes?: TypesFactory }).trustedTypes;
  const createScriptURL = (url: string) => {
    if (url !== WORKER) throw new TypeError(url);
    return url;
  };
  return types?.createPolicy("shell", { createScriptURL }).createScriptURL(WORKER) ?? WORKER;
}

/** Fetch the application anew. What a person wrote is not touched. */
export async function renew(): Promise<void> {
  for (const registration of (await navigator.serviceWorker?.getRegistrations()) ?? []) await registration.unregister();
  for (const name of await caches.keys()) if (name.startsWith("shell-")) await caches.delete(name);
  location.reload();
}

/** The server takes this version no more: fetch the next one, once an hour at most, and not while somebody writes. */
export async function renewOnce(): Promise<void> {
  const before = (await deviceSetting<number>("renewed")) ?? 0;
  if (isBusy() || Date.now() - before < HOUR) return;
  await keepDeviceSetting("renewed", Date.now());
  await renew();
}

/** A screen did not come. An old page finds its files no more: the address opens in a new one. Says whether it does. */
export function reopen(): boolean {
  if (!navigator.onLine || performance.now() < STARTING) return false;
  location.reload();
  return true;
}

/** Something of ours failed, and nothing said so. */
export const isBroken = signal(false);
const SAID = [Offline, Refused, SignedOut, DOMException]; // the state of the phone says it, or the browser

export function hearFaults(): void {
  addEventListener("error", ({ filename }) => {
    if (filename.startsWith(location.origin)) isBroken.value = true;
  });
  addEventListener("unhandledrejection", ({ reason }) => {
    if (!SAID.some((kind) => reason instanceof kind)) isBroken.value = true;
  });
}

const isBusy = () => Boolean(document.querySelector("input:focus, textarea:focus, .way.on"));

export function register(): void {
  if (!("serviceWorker" in navigator)) return;
  const wasHeld = Boolean(navigator.serviceWorker.controller);
  let isStale = false;
  const reload = () => isStale && !isBusy() && location.reload();
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    isStale = wasHeld;
    reload();
  });
  addEventListener("popstate", reload);
  void navigator.serviceWorker
    .register(workerAddress(), { scope: "/app/", updateViaCache: "imports" }) // they are named by their content
    .then((registration) => {
      const look = () => void registration.update().catch(() => undefined);
      look();
      setInterval(look, HOUR);
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "visible") look();
        reload();
      });
    })
    .catch(() => undefined); // without a worker all works but the opening without network
}
