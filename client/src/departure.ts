/** Signing out leaves nothing of the person on the phone. */
import { forget } from "./arrival";
import { signOut } from "./core/session";
import { person } from "./core/store";
import { go } from "./router";

export async function depart(): Promise<void> {
  const { id } = person.value!;
  const elsewhere = await signOut().catch(() => undefined); // without network the session ends by itself; nothing stays here
  await forget(id);
  if (elsewhere) location.assign(elsewhere);
  else go("/", { replace: true });
}
