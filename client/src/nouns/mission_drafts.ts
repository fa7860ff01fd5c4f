/** A mission that is being written: kept here with each key, and at the server when it is put there. */
import type { components } from "api";
import { send } from "../core/api";
import { onClock, toInstant } from "../core/clock";
import { uuid7 } from "../core/ids";
import { current, person } from "../core/store";
import type { Sent } from "./boards";
import { blankForms, type Forms, formsIn, formsOf } from "./mission_forms";
import type { Member } from "./teams";

type Schema = components["schemas"];
export type Audience = Schema["Audience"];

export interface Draft extends Forms {
  id: string;
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
  const kept = (await current().get("meta", keyOf(community))) as Draft | undefined;
  return kept && { ...blankForms(), ...kept };
}
export const keepDraft = (community: string, draft: Draft) => current().put("meta", draft, keyOf(community));
export const forgetDraft = (community: string) => current().delete("meta", keyOf(community));

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

function bodyOf(community_id: string, draft: Draft, opens_at: string | null): Schema["MissionWrite"] {
  const due_at = toInstant(draft.due_at);
  const isExperience = draft.kind === "experience"; // what is asked of another kind is all in its form
  return {
    community_id,
    title: draft.title.trim(),
    brief: draft.brief.trim() || null,
    media: draft.media,
    audience: draft.audience,
    opens_at,
    due_at,
    recurrence: opens_at && draft.kind !== "event" ? draft.recurrence : null,
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
  const opens_at = way === "at" || (way === "now" && draft.recurrence) ? begins : null;
  const path = `/v1/missions/${draft.id}`;
  const written = await send<Sent>(
    "PUT",
    path,
    bodyOf(community, draft, opens_at),
    draft.version ?? undefined,
    headers,
  );
  draft.version = written.version;
  if (way !== "now") return written;
  return send<Sent>("PUT", `${path}/opening`, undefined, undefined, headers);
}

export const discardDraft = (draft: Draft) => send("DELETE", `/v1/missions/${draft.id}`, undefined, draft.version!);

const WEEK = 7 * 86_400_000; // milliseconds

/** How many missions came in the week before it would come. */
export function weekOf(all: Sent[], draft: Draft): number {
  const moment = draft.opens_at ? Date.parse(draft.opens_at) : Date.now();
  return all.filter(({ id, recurrence, state, opened_at, opens_at }) => {
    const came = Date.parse(opened_at ?? opens_at ?? "");
    return (
      id !== draft.id &&
      !recurrence &&
      ["open", "closed", "scheduled"].includes(state) &&
      came > moment - WEEK &&
      came <= moment
    );
  }).length;
}

/** How many members it is for; null: the server alone knows. */
export function reach({ audience }: Draft, all: Member[]): number | null {
  const members = all.filter(({ user }) => user.id !== person.value?.id); // who sends it does not get it
  if (audience.type === "all") return members.length;
  if (audience.type === "tags")
    return members.filter(({ tags }) => tags?.some((tag) => audience.tags?.includes(tag))).length;
  if (audience.type === "roles") return members.filter(({ role }) => audience.roles?.includes(role)).length;
  return null;
}
