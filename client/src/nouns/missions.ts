/** Missions that were sent to me, and what I answer. */
import type { components } from "api";
import { type Item, keyOf, type Problem } from "../core/db";
import { current, departing, keep, remove, thing, things } from "../core/store";
import { type Moment, pictures } from "./experiences";

type Read = components["schemas"]["MissionRead"];
type Answer = components["schemas"]["ResponseRead"];
export type Mission = Item & { local: Read };

const TO_DO = new Set(["assigned", "seen", "returned", "reclaimed"]);
const DONE = new Set(["submitted", "accepted"]);
const SAID = new Set(["submitted", "declined"]);

export type Stage = "toDo" | "answered" | "over";

export function stageOf(mission: Mission): Stage {
  const state = answerTo(mission)?.state ?? "missed";
  if (refusalOf(mission)) return mission.local.state === "open" ? "toDo" : "over";
  if (DONE.has(state)) return "answered";
  return mission.local.state === "open" && TO_DO.has(state) ? "toDo" : "over";
}

/** The first to be done first; those without an end after them. */
export const missions = (): Mission[] =>
  (things("mission") as Mission[])
    .filter(({ local }) => local?.response)
    .sort((one, other) => (one.local.due_at ?? "9").localeCompare(other.local.due_at ?? "9"));

/** At an event that was full: I wait for a seat. */
export const waitsForSeat = ({ state, attendance, waiting_since }: Partial<Answer>): boolean =>
  state === "submitted" && !attendance && Boolean(waiting_since);

export const mission = (id: string) => thing("mission", id) as Mission | undefined;

/** What I answered so far, as it stands on this phone. */
export function answerTo(mission: Mission): Partial<Answer> | undefined {
  const mine = mission.local.response;
  if (!mine) return undefined;
  if (departing("response").some(({ id }) => id === mine.id)) return { ...mine, state: "reclaimed" } as Partial<Answer>;
  const written = thing("response", mine.id)?.local as Partial<Answer> | null | undefined;
  return { ...mine, ...written } as Partial<Answer>;
}

/** Why the server did not take what I said: it has to be looked at again. */
export function refusalOf(mission: Mission): Problem | undefined {
  const written = thing("response", mission.local.response?.id ?? "");
  return SAID.has((written?.local as Partial<Answer> | null)?.state ?? "") ? written?.problem : undefined;
}

/** Whether a moment has the photos, sounds or films that the mission wants. */
export function suffices(mission: Mission, moment: Moment): boolean {
  const { min_media = 0, kinds = [] } = mission.local.expected ?? {};
  const counted = pictures(moment).filter(({ kind }) => !kinds.length || (kind && (kinds as string[]).includes(kind)));
  return counted.length >= min_media;
}

/** Answer with a moment, if it has what the mission wants. Says whether it has. */
export async function answerIfWhole(mission: Mission, experience_id: string): Promise<boolean> {
  const moment = (await current().get("items", keyOf("experience", experience_id))) as Moment | undefined;
  if (!moment?.local || !suffices(mission, moment)) return false;
  await answerWith(mission, experience_id);
  return true;
}

/** Take the answer back: nobody else sees it any more. */
export const takeBack = (mission: Mission) => remove("response", mission.local.response!.id);

/** Answer with a moment. It is shown to those who sent the mission once it is at the server. */
export async function answerWith(mission: Mission, experience_id: string): Promise<void> {
  await keep("response", mission.local.response!.id, {
    experience_id,
    reason: null,
    state: "submitted",
    mission: { id: mission.id },
  });
}

export async function decline(mission: Mission, reason: string): Promise<void> {
  await keep("response", mission.local.response!.id, {
    experience_id: null,
    attendance: null,
    keep_in_journal: null,
    reason: reason || null,
    state: "declined",
  });
}

/** Say that the mission was read here. */
export async function see(mission: Mission): Promise<void> {
  if (answerTo(mission)?.state !== "assigned") return;
  await keep("response", mission.local.response!.id, { seen_at: new Date().toISOString(), state: "seen" });
}

/** Take a seat at an event. Where none is left, the server lets me wait for one, or says so: then the answer
 * waits here with its words. With `keep_in_journal`, a moment is begun for me alone once it is noted that I came. */
export async function come(mission: Mission, keep_in_journal: boolean): Promise<void> {
  await keep("response", mission.local.response!.id, {
    attendance: "registered",
    keep_in_journal,
    reason: null,
    state: "submitted",
    mission: { id: mission.id },
  });
}
