/** Addresses and screens. A screen is fetched when it is first opened; the worker has all of them. */
import { computed, signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { aboveOf, match, meant, type Parameters } from "./addresses";
import { person } from "./core/store";

export const BASE = "/app";
export type { Parameters };
export type Screen = { default: ComponentType<any> }; // each takes the parameters of its own address
type Load = () => Promise<Screen>;

export const path = signal(ownPath());
export const query = signal(new URLSearchParams(location.search));

function ownPath(): string {
  return decodeURIComponent(location.pathname.replace(BASE, "").replace(/\/+$/, "")) || "/";
}

export const signIn: Load = () => import("./screens/sign_in");
const hidings: Load = () => import("./screens/hidings");
const leave: Load = () => import("./screens/leave");
const SCREENS: [string, Load][] = [
  ["/", () => import("./screens/journal")],
  ["/capture", () => import("./screens/capture")],
  ["/moments/:id", () => import("./screens/moment")],
  ["/moments/:id/tell", () => import("./screens/tell")],
  ["/missions", () => import("./screens/missions")],
  ["/missions/:id", () => import("./screens/mission")],
  ["/missions/:id/survey", () => import("./screens/survey")],
  ["/missions/:id/results", () => import("./screens/results")],
  ["/shares", () => import("./screens/shares")],
  // making and sharing
  ["/journals", () => import("./screens/journals")],
  ["/journals/:id", () => import("./screens/compose")],
  ["/journals/:id/add", () => import("./screens/pick")],
  ["/journals/:id/publish", () => import("./screens/publish")],
  ["/stories", () => import("./screens/stories")],
  ["/stories/:id", () => import("./screens/story")],
  ["/share/:type/:id", () => import("./screens/share")],
  ["/grants", () => import("./screens/shares")],
  ["/grants/:id", () => import("./screens/grant")],
  ["/requests/:id", () => import("./screens/request")],
  ["/code", () => import("./screens/code")],
  ["/bin", () => import("./screens/bin")],
  // what shows who I am, and with whom
  ["/notifications", () => import("./screens/notifications")],
  ["/communities", () => import("./screens/communities")],
  ["/communities/:id", () => import("./screens/community")],
  ["/join", () => import("./screens/join")],
  ["/talents", () => import("./screens/talents")],
  ["/talents/add", () => import("./screens/talent_add")],
  ["/talents/:id", () => import("./screens/talent")],
  ["/talents/:id/ask", () => import("./screens/ask")],
  ["/portrait", () => import("./screens/portraits")],
  ["/portrait/:id", () => import("./screens/portrait")],
  ["/portraits/:id", () => import("./screens/portrait")],
  ["/report/:type/:id", () => import("./screens/report")],
  // me
  ["/sign-in", signIn],
  ["/sign-in/:token", signIn],
  ["/welcome", () => import("./screens/welcome")],
  ["/verify", () => import("./screens/verify")],
  ["/me", () => import("./screens/me")],
  ["/me/profile", () => import("./screens/profile")],
  ["/me/reading", () => import("./screens/reading")],
  ["/me/notifications", () => import("./screens/notification_settings")],
  ["/me/devices", () => import("./screens/devices")],
  ["/me/consents", () => import("./screens/consents")],
  ["/me/hidings", hidings],
  ["/hidings/:id", hidings],
  ["/me/tokens", () => import("./screens/programs")],
  ["/me/guardian", () => import("./screens/guardian")],
  ["/me/leave", leave],
  ["/me/erasure", leave],
  ["/exports/:id", leave],
  ["/me/phone", () => import("./screens/phone")],
  // for those who lead, accompany and operate
  ["/manage", () => import("./screens/manage/communities")],
  ["/manage/:community", () => import("./screens/manage/inbox")],
  ["/manage/:community/missions", () => import("./screens/manage/missions")],
  ["/manage/:community/rooms", () => import("./screens/manage/rooms")],
  ["/manage/:community/rooms/:id", () => import("./screens/manage/room")],
  ["/manage/:community/people", () => import("./screens/manage/people")],
  ["/manage/:community/tree", () => import("./screens/manage/tree")],
  ["/manage/:community/missions/new", () => import("./screens/manage/write")],
  ["/manage/:community/missions/:id", () => import("./screens/manage/board")],
  ["/guide", () => import("./screens/guide/people")],
  ["/guide/:person", () => import("./screens/guide/person")],
  ["/operate", () => import("./screens/operate/health")],
  ["/operate/flags", () => import("./screens/operate/flags")],
  ["/operate/schools", () => import("./screens/operate/schools")],
  ["/operate/statistics", () => import("./screens/operate/statistics")],
  ["/operate/acts", () => import("./screens/operate/acts")],
];
const unknown: Load = () => import("./screens/unknown");

export const place = computed<{ pattern: string; load: Load; parameters: Parameters }>(
  () =>
    screenOf(path.value) ??
    screenOf(meant(path.value, person.value?.id)) ?? { pattern: "", load: unknown, parameters: {} },
);

function screenOf(address: string) {
  for (const [pattern, load] of SCREENS) {
    const parameters = match(pattern, address);
    if (parameters) return { pattern, load, parameters };
  }
  return undefined;
}

export const above = computed(() => aboveOf(place.value, (pattern) => SCREENS.some(([one]) => one === pattern)));

export function go(to: string, options: { replace?: boolean } = {}): void {
  const url = BASE + (to === "/" ? "/" : to);
  if (options.replace) history.replaceState(history.state, "", url);
  else history.pushState({ from: ownPath() }, "", url);
  arrive();
}

/** What opens beside a list leaves the list where it is. */
function arrive(): void {
  const isElsewhere = path.value !== ownPath();
  path.value = ownPath();
  query.value = new URLSearchParams(location.search);
  if (isElsewhere) scrollTo(0, 0);
}

/** Links of the application are followed here; all others by the browser. */
function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest?.("a");
  if (
    !link ||
    event.defaultPrevented ||
    event.button ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    link.target
  )
    return;
  if (link.origin !== location.origin || !`${link.pathname}/`.startsWith(`${BASE}/`)) return;
  event.preventDefault();
  go(link.pathname.slice(BASE.length) + link.search || "/");
}

addEventListener("popstate", arrive);
navigator.serviceWorker?.addEventListener("message", ({ data }) => {
  if (typeof data?.go === "string") go(data.go.slice(BASE.length)); // a notification was touched
});
document.addEventListener("click", follow);
