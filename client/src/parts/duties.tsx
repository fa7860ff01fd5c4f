/** The ways to the laptop's screens, for those alone whom they concern. */
import { ledHere } from "../nouns/teams";
import { BASE } from "../router";
import { deskWords } from "../words/desk";
import { Icon } from "./icon";

export function Duties() {
  const { ledByMe } = deskWords.value;
  const led = ledHere();
  return (
    <ul class="lines">
      {led.length > 0 && (
        <li>
          <a href={`${BASE}/manage${led.length === 1 ? `/${led[0]}` : ""}`}>
            <Icon name="missions" /> <span>{ledByMe}</span>
          </a>
        </li>
      )}
    </ul>
  );
}
