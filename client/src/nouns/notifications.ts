/** What I was told, and up to where I have read it. */
import type { components } from "api";
import type { Item } from "../core/db";
import { call } from "../core/session";
import { keep, person, things } from "../core/store";

type Read = components["schemas"]["NotificationRead"];
export type Notification = Item & { local: Read };

const PAUSE = 5_000; // milliseconds before a stream that was cut is opened again
const at = (instant: unknown) => new Date(String(instant)).getTime();

/** The latest first. */
export const notifications = (): Notification[] =>
  (things("notification") as Notification[])
    .filter(({ local }) => local)
    .sort((one, other) => at(other.local.updated_at) - at(one.local.updated_at));

/** Those that nobody has read, here or elsewhere. */
export function unread(): Notification[] {
  const readings = things("reading").map(({ local }) => at(local?.up_to));
  const upTo = Math.max(0, ...readings);
  return notifications().filter(({ local }) => !local.read_at && at(local.updated_at) > upTo);
}

/** All that is here is read. The server hears of it with the next run. */
export async function readAll(): Promise<void> {
  const [latest] = unread();
  if (latest) await keep("reading", person.value!.id, { up_to: latest.local.updated_at });
}

/** Hear of news as they come, until `end` says so. */
export async function listen(onNews: () => void, end: AbortSignal): Promise<void> {
  while (!end.aborted) {
    try {
      const answer = await call("/v1/notifications/stream", { signal: end });
      const reader = answer.ok && answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = reader && (await reader.read()); part && !part.done; part = reader && (await reader.read()))
        if (part.value.includes("event: notification")) onNews();
    } catch {
      // without network there is nothing to hear
    }
    if (!end.aborted) await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
