/** My account, as it stands on this phone. */
import { type Schema, send } from "../core/api";
import { keyOf } from "../core/db";
import { keepDeviceSetting } from "../core/device";
import { keepFile } from "../core/files";
import { choose, type Tongue, tongueOf } from "../core/i18n";
import { addressAt, addressOf } from "../core/pictures";
import type { Person } from "../core/session";
import { current, keep, person, tell, thing } from "../core/store";

export type Account = Schema["UserRead"];
export type AccountChange = Schema["UserPatch"];

/** What is known here: before the feed came, only what the sign-in said. */
export const account = (): Partial<Account> & Person => ({
  ...person.value!,
  ...(thing("user", person.value!.id)?.local as Partial<Account> | undefined),
});

export const accountItem = () => thing("user", person.value!.id);

/** Change my account here; the server hears of it when there is a network. */
export const change = (members: AccountChange) => keep("user", person.value!.id, members);

export async function speakTo(next: Tongue): Promise<void> {
  await choose(next);
  await change({ locale: next === "en" ? "en" : "fr", simple_language: next === "simple" });
}

/** Change what the server has to agree to first. `confirmed`: a year of birth that takes things back. */
export async function changeNow(members: AccountChange, confirmed?: number): Promise<Account> {
  const headers: Record<string, string> = confirmed ? { "Confirm-Birth-Year": String(confirmed) } : {};
  const read = await send<Account>("PATCH", "/v1/me", members, "*", headers);
  await take(read);
  return read;
}

export async function showFace(blob: Blob): Promise<void> {
  await change({ avatar_media_id: await keepFile(blob, "photo") });
}

/** The address of my photo: from this phone where it is here, else from the server. */
export function face(): string | undefined {
  const { avatar_media_id, avatar } = account();
  if (!avatar_media_id) return undefined;
  const form = avatar?.id === avatar_media_id && ["thumb", "small"].find((name) => avatar.variants.includes(name));
  return addressOf(avatar_media_id) ?? (form ? addressAt(avatar_media_id, form) : undefined);
}

/** Keep what the server said, beside what waits here. */
export async function take(read: Account): Promise<void> {
  const key = keyOf("user", read.id);
  const kept = await current().get("items", key);
  if (kept && !kept.dirty) {
    const { problem: _settled, ...rest } = kept;
    await current().put("items", { ...rest, server: { ...read }, base: { ...read }, local: { ...read } });
  }
  person.value = { ...person.value!, ...read };
  await keepDeviceSetting("person", person.value);
  await choose(tongueOf(person.value));
  await tell(["user"]);
}
