/** The ways from « Moi » to what shows who I am, and with whom. */
import { words } from "../core/i18n";
import { unread } from "../nouns/notifications";
import { BASE } from "../router";
import { Icon } from "./icon";

export function Ways() {
  const { myPortrait, talents, communities, notifications, unread: said } = words.value;
  const count = unread().length;
  const ways = [
    ["/portrait", "portrait", myPortrait],
    ["/talents", "talents", talents],
    ["/communities", "communities", communities],
    ["/notifications", "bell", notifications], // the last one
  ] as const;
  return (
    <ul class="lines">
      {ways.map(([to, icon, label]) => (
        <li key={to}>
          <a href={BASE + to}>
            <Icon name={icon} /> <span>{label}</span>
            {icon === "bell" && count > 0 && <em>{said(count)}</em>}
          </a>
        </li>
      ))}
    </ul>
  );
}
