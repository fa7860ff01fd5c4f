/** The application on the phone like any other: offered by us at a good moment, not by the browser at the first. */

import { signal } from "@preact/signals";
import { deviceSetting, isShared, keepDeviceSetting } from "./core/device";
import { maybe } from "./core/keeping";

interface Offer extends Event {
  prompt(): Promise<unknown>;
}
/** What the browser would have asked; null on an iPhone, where one installs by hand. */
export const installation = signal<Offer | null>(null);

export function awaitOffer(): void {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    installation.value = event as Offer;
  });
  addEventListener("appinstalled", () => maybe(leaveInstallation()));
}

const isInstalled = () =>
  matchMedia("(display-mode: standalone)").matches || Boolean((navigator as { standalone?: boolean }).standalone);
const isByHand = () => /iPhone|iPad/.test(navigator.userAgent);

/** It can be installed here, and nobody has said no. */
export async function isInstallable(): Promise<boolean> {
  if (isInstalled() || !(installation.value || isByHand()) || (await isShared())) return false;
  return !(await deviceSetting<boolean>("install_asked"));
}

export async function installs(): Promise<void> {
  await leaveInstallation();
  await installation.value?.prompt();
}

export const leaveInstallation = () => keepDeviceSetting("install_asked", true);
