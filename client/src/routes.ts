/** Addresses and their screens. A screen is fetched when it is first opened; the worker has all of them. */
import type { ComponentType } from "preact";

export interface Screen {
  default: ComponentType<any>; // each takes the parameters of its own address
}
export type Load = () => Promise<Screen>;

const fetched = new Map<Load, Screen["default"]>();

/** A screen that was fetched before is there at once. */
export const screenOf = (load: Load) => fetched.get(load);

export async function fetchScreen(load: Load): Promise<Screen["default"]> {
  const { default: screen } = await load();
  fetched.set(load, screen);
  return screen;
}

export const signIn: Load = () => import("./screens/sign_in");
const hidings: Load = () => import("./screens/hidings");
const leave: Load = () => import("./screens/leave");
export const SCREENS: [string, Load][] = [
  ["/", () => import("./screens/journal")],
  ["/capture", () => import("./screens/capture")],
  ["/moments/:id", () => import("./screens/moment")],
  ["/moments/:id/tell", () => import("./screens/tell")],
  ["/missions", () => import("./screens/missions")],
  ["/missions/:id", () => import("./screens/mission")],
  ["/missions/:id/survey", () => import("./screens/survey")],
  ["/missions/:id/results", () => import("./screens/results")],
  ["/missions/:id/vote", () => import("./screens/vote")],
  ["/missions/:id/ideas/:idea", () => import("./screens/idea")],
  ["/proposals/:id", () => import("./screens/proposal")],
  ["/communities/:id/reports", () => import("./screens/community_reports")],
  ["/communities/:id/plan", () => import("./screens/plan")],
  ["/programmes/:id", () => import("./screens/programme")],
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
  ["/claim", () => import("./screens/claim")],
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
  ["/me/profile/blocked", () => import("./screens/blocked_people")],
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
  ["/manage/:community/people", () => import("./screens/manage/people")],
  ["/manage/:community/tree", () => import("./screens/manage/tree")],
  ["/manage/:community/missions/new", () => import("./screens/manage/write")],
  ["/manage/:community/missions/:id", () => import("./screens/manage/board")],
  ["/manage/:community/rooms", () => import("./screens/manage/rooms")],
  ["/manage/:community/rooms/:id", () => import("./screens/manage/room")],
  ["/manage/:community/reports", () => import("./screens/manage/reports")],
  ["/manage/:community/reports/:id", () => import("./screens/manage/report")],
  ["/manage/:community/reports/:id/editions/:number", () => import("./screens/manage/report_edition")],
  ["/manage/:community/plan", () => import("./screens/manage/plan")],
  ["/manage/:community/programmes", () => import("./screens/manage/programmes")],
  ["/manage/:community/programmes/new", () => import("./screens/manage/programme_new")],
  ["/manage/:community/programmes/:id", () => import("./screens/manage/programme")],
  ["/guide", () => import("./screens/guide/people")],
  ["/guide/:person", () => import("./screens/guide/person")],
  ["/operate", () => import("./screens/operate/health")],
  ["/operate/flags", () => import("./screens/operate/flags")],
  ["/operate/schools", () => import("./screens/operate/schools")],
  ["/operate/statistics", () => import("./screens/operate/statistics")],
  ["/operate/acts", () => import("./screens/operate/acts")],
];
export const unknown: Load = () => import("./screens/unknown");
