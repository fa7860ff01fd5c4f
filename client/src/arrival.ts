/** Somebody comes in: their database opens, and nothing of whoever was here before stays. */
import { deleteDB } from "idb";
import { databaseName } from "./core/db";
import { deviceSetting, isShared, keepDeviceSetting } from "./core/device";
import { choose, tongueOf } from "./core/i18n";
import { SignedOut } from "./core/refusals";
import { type Person, renew } from "./core/session";
import { askToPersist } from "./core/storage";
import { enter, leave, person } from "./core/store";
import { capture } from "./nouns/experiences";
import { recover } from "./nouns/recordings";
import { run } from "./sync/runs";

const OWN_CACHES = ["media"];

/** Keep the sounds that a kill left behind. On a full phone they stay as they are. */
export async function recoverSounds(): Promise<void> {
  if (person.value) await recover((blob) => capture({ files: [{ blob, kind: "audio" }] })).catch(() => undefined);
}

/** Somebody has just signed in. */
export async function welcome(who: Person): Promise<void> {
  const before = await deviceSetting<Person>("person");
  if (before && before.id !== who.id) await forget(before.id);
  else if (person.value) leave();
  await keepDeviceSetting("person", who);
  await choose(tongueOf(who));
  await enter(who);
  await recoverSounds();
  if (!(await isShared())) void askToPersist();
  void run();
}

/** The application opens, and writes nothing: whoever was here is here again. On somebody else's phone, only while the browser was open. */
export async function comeBack(): Promise<void> {
  const [known, isElsewhere] = await Promise.all([deviceSetting<Person>("person"), isShared()]);
  if (!known) return;
  if (isElsewhere) {
    try {
      await renew();
    } catch (fault) {
      if (fault instanceof SignedOut) await forget(known.id);
      return;
    }
  }
  await enter(known);
}

/** Nothing of the person stays on the phone. */
export async function forget(id: string): Promise<void> {
  if (person.value) leave();
  await deleteDB(databaseName(id));
  for (const name of OWN_CACHES) await caches?.delete(name);
  await keepDeviceSetting("person", undefined);
}
