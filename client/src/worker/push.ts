/** Pushes: what the server says of it is shown, and nothing of what somebody wrote; a touch opens its screen. */
/// <reference lib="webworker" />
import { deviceSetting } from "../core/device";

declare const self: ServiceWorkerGlobalScope;

interface Pushed {
  title?: string;
  body?: string;
  tag?: string;
  target?: { path?: string } | null;
}

/** A push is always shown: browsers demand it. Where nobody is here any more, it says nothing. */
export async function show(data: PushMessageData | null): Promise<void> {
  const pushed = await read(data);
  await self.registration.showNotification(pushed.title ?? "Day Tripper", {
    body: pushed.body ?? "",
    icon: "/app/icon-192.png",
    badge: "/app/icon-192.png",
    data: `/app${pushed.target?.path ?? "/notifications"}`,
    ...(pushed.tag ? { tag: pushed.tag } : {}),
  });
}

async function read(data: PushMessageData | null): Promise<Pushed> {
  try {
    return (await deviceSetting("person")) && data ? (data.json() as Pushed) : {};
  } catch {
    return {};
  }
}

/** The window that is open goes there; without one, a new one. */
export async function open(notification: Notification): Promise<void> {
  notification.close();
  const address = String(notification.data);
  const [window] = await self.clients.matchAll({ type: "window" });
  if (!window) return void (await self.clients.openWindow(address));
  await window.focus().catch(() => undefined);
  window.postMessage({ go: address });
}
