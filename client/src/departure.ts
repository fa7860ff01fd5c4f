/** Signing out leaves nothing of the person on the phone. */
import { forget } from "./arrival";
import { deviceSetting, keepDeviceSetting } from "./core/device";
import { Offline } from "./core/refusals";
import { signOut } from "./core/session";
import { person } from "./core/store";
import { go } from "./router";

export async function depart(): Promise<void> {
  const { id } = person.value!;
  await unsubscribe();
  const elsewhere = await end();
  await forget(id);
  if (elsewhere) location.assign(elsewhere);
  else go("/", { replace: true });
}

/** End the session. Without network it ends when there is some: the browser holds its cookie until then. */
async function end(): Promise<string | undefined> {
  let isLeft = false;
  const elsewhere = await signOut().catch((fault) => {
    isLeft = fault instanceof Offline;
    return undefined;
  });
  await keepDeviceSetting("leaving", isLeft || undefined);
  return elsewhere;
}

/** End the session of whoever left without network. */
export async function finishLeaving(): Promise<void> {
  if (!person.value && (await deviceSetting<boolean>("leaving"))) await end();
}

/** No push comes for whoever left. */
async function unsubscribe(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration("/app/").catch(() => undefined);
  const subscription = await registration?.pushManager?.getSubscription().catch(() => null);
  await subscription?.unsubscribe().catch(() => false);
}
