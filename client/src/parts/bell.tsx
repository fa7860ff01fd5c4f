/** The way to the notifications, at the head of the places of the bar. */
import { words } from "../core/i18n";
import { unread } from "../nouns/notifications";
import { BASE, place } from "../router";
import { Icon } from "./icon";
import "./bell.css";

const PLACES = new Set(["/", "/missions", "/shares", "/me"]);

export function Bell() {
  if (!PLACES.has(place.value.pattern)) return null;
  const count = unread().length;
  return (
    <a class="bell" href={`${BASE}/notifications`}>
      <Icon name="bell" />
      <span class="unseen">{count ? words.value.unread(count) : words.value.notifications}</span>
      {count > 0 && <em aria-hidden="true">{Math.min(count, 99)}</em>}
    </a>
  );
}
