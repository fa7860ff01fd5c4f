/** Missions that were sent to me, and what I answer. */
import type { components } from "api";
import type { Item } from "../core/db";
import { keep, thing, things } from "../core/store";

type Read = components["schemas"]["MissionRead"];
type Answer = components["schemas"]["ResponseRead"];
export type Mission = Item & { local: Read };

const TO_DO = new Set(["assigned", "seen", "returned", "reclaimed"]);
const DONE = new Set(["submitted", "accepted"]);

export type Stage = "toDo" | "answered" | "over";

export function stageOf(mission: Mission): Stage {
  const state = answerTo(mission)?.state ?? "missed";
  if (DONE.has(state)) return "answered";
  return mission.local.state === "open" && TO_DO.has(state) ? "toDo" : "over";
}

/** The first to be done first; those without an end after them. */
export const missions = (): Mission[] =>
  (things("mission") as Mission[])
    .filter(({ local }) => local?.response)
    .sort((one, other) => (one.local.due_at ?? "9").localeCompare(other.local.due_at ?? "9"));

export const mission = (id: string) => thing("mission", id) as Mission | undefined;

/** What I answered so far, as it stands on this phone. */
export function answerTo(mission: Mission): Partial<Answer> | undefined {
  const mine = mission.local.response;
  if (!mine) return undefined;
  const written = thing("response", mine.id)?.local as Partial<Answer> | null | undefined;
  return { ...mine, ...written } as Partial<Answer>;
}

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
    reason: reason || null,
    state: "declined",
  });
}

/** Say that the mission was read here. */
export async function see(mission: Mission): Promise<void> {
  if (answerTo(mission)?.state !== "assigned") return;
  await keep("response", mission.local.response!.id, { seen_at: new Date().toISOString(), state: "seen" });
}

/** Take a seat at an event. Where none is left, the server says so, and the answer waits here with its words. */
export async function come(mission: Mission): Promise<void> {
  await keep("response", mission.local.response!.id, {
    attendance: "registered",
    reason: null,
    state: "submitted",
    mission: { id: mission.id },
  });
}
