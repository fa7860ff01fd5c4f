/** Pushes: whether this phone is told of what comes, when the application is closed. */
import { get, type Schema, send } from "../core/api";
import { deviceSetting, isShared, keepDeviceSetting } from "../core/device";
import { uuid7 } from "../core/ids";
import { current } from "../core/store";

const DEVICE = "push_device"; // in `meta`: the id under which the server knows this phone
const ENDPOINT = "push_endpoint";

/** Nobody was asked yet, and this phone is theirs. */
export async function isAskable(): Promise<boolean> {
  if (!("PushManager" in window && "Notification" in window) || Notification.permission !== "default") return false;
  return !(await isShared()) && !(await deviceSetting<boolean>("push_asked"));
}

export const doNotAsk = () => keepDeviceSetting("push_asked", true);

/** Ask the phone, and tell the server where pushes go. Says whether the phone allows it. */
export async function turnOn(): Promise<boolean> {
  if ((await Notification.requestPermission()) !== "granted") {
    await doNotAsk();
    return false;
  }
  const { web_push_key } = await get<Schema["PreferencesRead"]>("/v1/notifications/preferences");
  const { pushManager } = await navigator.serviceWorker.ready;
  await tellServer(await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: web_push_key }));
  await doNotAsk();
  return true;
}

async function tellServer(subscription: PushSubscription): Promise<void> {
  const id = ((await current().get("meta", DEVICE)) as string | undefined) ?? uuid7();
  await send("PUT", `/v1/devices/${id}`, { kind: "web_push", web_push: subscription.toJSON() });
  await current().put("meta", id, DEVICE);
  await current().put("meta", subscription.endpoint, ENDPOINT);
}

/** A browser changes where its pushes go now and then: the server is told. */
export async function renewPushes(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration("/app/");
  const subscription = await registration?.pushManager?.getSubscription();
  if (subscription && (await current().get("meta", ENDPOINT)) !== subscription.endpoint) await tellServer(subscription);
}
