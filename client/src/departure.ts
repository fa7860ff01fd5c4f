/** Signing out leaves nothing of the person on the phone. */
import { deleteDB } from "idb";
import { databaseName, keepDeviceSetting } from "./core/db";
import { signOut } from "./core/session";
import { leave, person } from "./core/store";
import { go } from "./router";

const OWN_CACHES = ["media"];

export async function depart(): Promise<void> {
  const id = person.value!.id;
  await signOut().catch(() => undefined); // without network the session ends by itself; nothing of it stays here
  leave();
  await deleteDB(databaseName(id));
  for (const name of OWN_CACHES) await caches?.delete(name);
  await keepDeviceSetting("person", undefined);
  go("/", { replace: true });
}
