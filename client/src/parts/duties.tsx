/** The ways to the laptop's screens, for those alone whom they concern. */

import { useEffect } from "preact/hooks";
import { maybe } from "../core/keeping";
import { duties, learnDuties } from "../nouns/duties";
import { ledHere } from "../nouns/teams";
import { BASE } from "../router";
import { deskWords } from "../words/desk";
import { Icon } from "./icon";

export function Duties() {
  const { ledByMe, guide, operate } = deskWords.value;
  const led = ledHere();
  useEffect(() => maybe(learnDuties()), []); // without network, as it was
  const ways = [
    led.length > 0 && ([`/manage${led.length === 1 ? `/${led[0]}` : ""}`, "missions", ledByMe] as const),
    duties.value.accompanies && (["/guide", "shares", guide] as const),
    duties.value.operates && (["/operate", "phone", operate] as const),
  ].filter((way) => way !== false);
  return (
    <ul class="lines">
      {ways.map(([to, icon, label]) => (
        <li key={to}>
          <a href={BASE + to}>
            <Icon name={icon} /> <span>{label}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
