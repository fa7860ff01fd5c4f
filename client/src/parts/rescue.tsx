/** The way to the page that saves what was not sent. It is no screen: it stands when none does. */
import { words } from "../core/i18n";
import { BASE } from "../router";

export function Rescue() {
  return (
    <a href={`${BASE}/rescue`} target="_self">
      {words.value.saveUnsent}
    </a>
  );
}
