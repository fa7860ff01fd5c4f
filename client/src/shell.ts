/** The worker, new versions, and faults: nobody is ever stuck. */

import { signal } from "@preact/signals";
import { deviceSetting, keepDeviceSetting } from "./core/device";
import { Offline, Refused, SignedOut } from "./core/refusals";
import { registerWorker } from "./rescue/registration";

const HOUR = 3_600_000; // milliseconds
const STARTING = 10_000; // a page that is that young is as new as it gets

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
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  const wasHeld = Boolean(serviceWorker.controller);
  let isStale = false;
  const reload = () => isStale && !isBusy() && location.reload();
  serviceWorker.addEventListener("controllerchange", () => {
    isStale = wasHeld;
    reload();
  });
  addEventListener("popstate", reload);
  void registerWorker()
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
