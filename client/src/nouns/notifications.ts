/** What I was told, and up to where I have read it. */
import type { components } from "api";
import type { Item } from "../core/db";
import { keep, person, things } from "../core/store";

type Read = components["schemas"]["NotificationRead"];
export type Notification = Item & { local: Read };

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
