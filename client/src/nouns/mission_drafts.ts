/** A mission that is being written: kept here with each key, and at the server when it is put there. */
import type { components } from "api";
import { send } from "../core/api";
import { onClock, toInstant } from "../core/clock";
import { keepMeta } from "../core/db";
import { uuid7 } from "../core/ids";
import { keeperOf } from "../core/keeping";
import { current } from "../core/store";
import type { Sent } from "./boards";
import { blankForms, type Forms, formsIn, formsOf } from "./mission_forms";

type Schema = components["schemas"];
export type Audience = Schema["Audience"];

export interface Draft extends Forms {
  id: string;
  programme_id: string | null; // of a step: it keeps its place, and its date as a draft
  version: number | null; // null: the server has not got it
  title: string;
  brief: string;
  media: string[];
  audience: Audience;
  opens_at: string; // of the form, on the clock of this place; empty: when the button is pressed
  due_at: string;
  recurrence: string | null;
  reminds: boolean;
  photo: boolean;
  shared: boolean;
}

const DAY = 24 * 60; // minutes
const keyOf = (community: string) => `mission-draft:${community}`;
const EVERYBODY: Audience = { type: "all" };

export const blank = (): Draft => ({
  id: uuid7(),
  programme_id: null,
  version: null,
  title: "",
  brief: "",
  media: [],
  audience: EVERYBODY,
  opens_at: "",
  due_at: "",
  recurrence: null,
  reminds: true,
  photo: false,
  shared: false,
  ...blankForms(),
});

/** What was begun here, by whichever version of the application. */
export async function recallDraft(community: string): Promise<Draft | undefined> {
  const keeper = keeperOfDraft(community);
  const kept = keeper.isDue ? keeper.value : ((await current().get("meta", keyOf(community))) as Draft | undefined);
  return kept && { ...blank(), ...kept };
}

/** What keeps the draft while it is written. */
export const keeperOfDraft = (community: string) =>
  keeperOf<Draft | undefined>(keyOf(community), (draft) => keepMeta(current(), keyOf(community), draft));

export async function forgetDraft(community: string): Promise<void> {
  keeperOfDraft(community).drop();
  await keepMeta(current(), keyOf(community), undefined);
}

const audienceOf = ({ type, tags, roles, users, mission_id }: NonNullable<Sent["audience"]>): Audience => ({
  type: type as Audience["type"],
  tags: tags ?? [],
  roles: roles ?? [],
  users: users ?? [],
  mission_id,
});

export function draftOf(mission: Sent): Draft {
  const { id, version, title, brief, media, audience, opens_at, due_at, recurrence, reminders, expected } = mission;
  return {
    id,
    version,
    programme_id: mission.programme_id,
    title,
    brief: brief ?? "",
    media: media.map((one) => one.id),
    audience: audience ? audienceOf(audience) : EVERYBODY,
    opens_at: onClock(opens_at),
    due_at: onClock(due_at),
    recurrence,
    reminds: reminders.length > 0,
    photo: Boolean(expected?.min_media),
    shared: mission.responses_visible_to === "community",
    ...formsIn(mission),
  };
}

type Body = Omit<Schema["MissionWrite"], "community_id">;

function bodyOf(draft: Draft, opens_at: string | null): Body {
  const due_at = toInstant(draft.due_at);
  const isExperience = draft.kind === "experience"; // what is asked of another kind is all in its form
  return {
    title: draft.title.trim(),
    brief: draft.brief.trim() || null,
    media: draft.media,
    audience: draft.audience,
    opens_at,
    due_at,
    recurrence: opens_at && draft.kind !== "event" && draft.kind !== "ballot" ? draft.recurrence : null,
    reminders: due_at && draft.reminds ? [DAY] : [],
    expected: draft.photo && isExperience ? { min_media: 1, kinds: ["photo"] } : null,
    responses_visible_to: draft.shared && isExperience ? "community" : "managers",
    ...formsOf(draft),
  };
}

export type Way = "draft" | "at" | "now";

/** Put it at the server; with `now`, open it. `confirmed`: what was asked back about. */
export async function put(community: string, draft: Draft, way: Way, confirmed: string[] = []): Promise<Sent> {
  const headers: Record<string, string> = confirmed.length ? { "Confirm-Opening": confirmed.join(", ") } : {};
  const begins = toInstant(draft.opens_at) ?? (draft.recurrence && way === "now" ? new Date().toISOString() : null);
  const isDated = way === "at" || (way === "now" && draft.recurrence) || (way === "draft" && draft.programme_id);
  const path = `/v1/missions/${draft.id}`;
  const body = bodyOf(draft, isDated ? begins : null);
  const written = await (draft.version === null
    ? send<Sent>("PUT", path, { ...body, community_id: community }, undefined, headers)
    : send<Sent>("PATCH", path, body, draft.version, headers)); // what this form does not know stays
  draft.version = written.version;
  if (way !== "now") return written;
  return send<Sent>("PUT", `${path}/opening`, undefined, undefined, headers);
}

export const discardDraft = (draft: Draft) => send("DELETE", `/v1/missions/${draft.id}`, undefined, draft.version!);
