/** Missions as those who send them see them: the board, and the answers. */
import type { components } from "api";
import { get, getAll, getFile, send } from "../core/api";

type Schema = components["schemas"];
export type Sent = Schema["MissionRead"];
export type Line = Schema["BoardLineRead"];
export type Tally = Schema["TallyRead"];
export type Answer = Schema["ResponseRead"];

const path = (id: string) => `/v1/missions/${id}`;

export const sentIn = (community: string) => getAll<Sent>(`/v1/missions?community_id=${community}`);
const AHEAD = ["scheduled", "open"];

/** Missions of one state: what comes or ends soonest is first; of what is over, the last. */
export function inTime(missions: Sent[]): Sent[] {
  const time = ({ state, opens_at, due_at }: Sent) =>
    Date.parse((state === "scheduled" ? opens_at : (due_at ?? opens_at)) ?? "") || 0;
  return [...missions].sort((one, other) => (AHEAD.includes(one.state) ? 1 : -1) * (time(one) - time(other)));
}

export const occurrences = (community: string, series: string) =>
  getAll<Sent>(`/v1/missions?community_id=${community}&series_id=${series}`);
export const sent = (id: string) => get<Sent>(path(id));
export const tally = (id: string) => get<Tally>(`${path(id)}/tally`);
export const board = (id: string) => getAll<Line>(`${path(id)}/board`);
export const sheet = (id: string) => getFile(`${path(id)}/board`, "text/csv");

export const close = (id: string) => send<Sent>("PUT", `${path(id)}/closing`);
export const cancel = (id: string) => send<Sent>("PUT", `${path(id)}/cancellation`);

const SENDING = 60_000; // milliseconds after the opening, in which it comes to its people

export const isBeingSent = ({ state, opened_at }: Sent): boolean =>
  state === "open" && opened_at !== null && Math.abs(Date.now() - Date.parse(opened_at)) < SENDING;

export const answer = (id: string) => get<Answer>(`/v1/responses/${id}`);

/** Of the version that was read: another one is refused with what stands now. */
export const review = (id: string, version: number, decision: "accept" | "return", comment: string) =>
  send<Answer>("PUT", `/v1/responses/${id}/review`, { decision, comment: comment.trim() || null }, version);

export const mark = (id: string, user: string, attendance: "present" | "absent") =>
  send<Schema["AttendanceRead"]>("PUT", `${path(id)}/attendances/${user}`, { attendance });

export type Part = "all" | "toReview" | "waiting" | "late" | "done";
export const PARTS: Record<Part, (line: Line) => boolean> = {
  all: () => true,
  toReview: ({ state }) => state === "submitted",
  waiting: ({ state }) => ["assigned", "seen", "reclaimed", "returned"].includes(state),
  late: ({ late }) => late,
  done: ({ state }) => ["accepted", "declined", "missed"].includes(state),
};

/** Those who answered and wait first; then those who are late; each by name. */
export function inOrder(lines: Line[]): Line[] {
  const rank = (line: Line) => (line.state === "submitted" ? 0 : line.late ? 1 : 2);
  const name = (line: Line) => line.user.display_name ?? "";
  return [...lines].sort((one, other) => rank(one) - rank(other) || name(one).localeCompare(name(other)));
}

/** The lines where they stood at the last reading, so that none moves under a finger; new ones after them. */
export function inPlace(lines: Line[], before: Line[]): Line[] {
  const places = new Map(before.map(({ id }, place) => [id, place]));
  const place = ({ id }: Line) => places.get(id) ?? before.length;
  return inOrder(lines).sort((one, other) => place(one) - place(other));
}
