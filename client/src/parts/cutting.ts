/** An access is cut with one tap, and with a way back as long as the word on it stands. */
import { words } from "../core/i18n";
import { cutSoon, uncut } from "../nouns/grants";
import { hush, say, watch } from "./toast";

export async function cutWithWayBack(id: string): Promise<void> {
  await cutSoon(id);
  say(words.value.cutDone, () => watch(uncut(id)));
  document.addEventListener("visibilitychange", hush, { once: true }); // whoever leaves the page has cut it
}
