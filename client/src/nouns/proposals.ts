/** Ideas that answer a mission, and the actions that become of them. */
import type { components } from "api";
import { get, getAll, send } from "../core/api";
import { captureTime } from "../core/capture_time";
import type { Item } from "../core/db";
import { Refused } from "../core/refusals";
import { lastSeen } from "../core/seen";
import { keep, person, remove, thing, things } from "../core/store";

type Schema = components["schemas"];
export type Proposal = Schema["ProposalRead"];
export type ProposalForm = Schema["ProposalFormRead"];
export type Owner = Schema["ActionOwner"];

const path = (id: string) => `/v1/proposals/${id}`;

export const addresses = {
  proposal: path,
  ofMission: (mission: string) => `/v1/missions/${mission}/proposals?limit=100`,
  plan: (community: string) => `/v1/communities/${community}/plan?limit=100`,
};

export const proposal = (id: string) => get<Proposal>(path(id));
export const proposalsOf = (mission: string) => getAll<Proposal>(`/v1/missions/${mission}/proposals`);
/** Those that nobody of the team has read yet. */
export const submitted = (mission: string) => getAll<Proposal>(`/v1/missions/${mission}/proposals?state=submitted`);
export const planOf = (community: string) => getAll<Proposal>(`/v1/communities/${community}/plan`);

/** Those who wrote it are told to themselves and to the team alone. */
export const isMine = ({ authors }: Proposal) => Boolean(authors?.some(({ id }) => id === person.value?.id));
export const isAuthorsEyes = ({ candidates }: Proposal) => candidates !== null;
const RUNNING = new Set(["selected", "in_progress"]);
export const isRunning = ({ state }: Proposal) => RUNNING.has(state);
export const isCarriedByMe = ({ owner }: Proposal) => owner?.user?.id === person.value?.id;

/** The team thinks of me for it, and I have not answered. */
export const isAskedOfMe = (action: Proposal) => isCarriedByMe(action) && !action.owner!.accepted && isRunning(action);

/** As it stood in a list that was looked at before: of a mission, or of the plan of a community. */
export async function lastSeenIn(list: string | null, id: string): Promise<Proposal | undefined> {
  const seen = list ? await lastSeen<{ items: Proposal[] }>(`/v1/${list}?limit=100`) : undefined;
  return seen?.items.find((one) => one.id === id);
}

/** What I wrote, as it stands on this phone: it may wait for the network, or was refused. */
export type Written = Item & { local: Partial<Proposal> & Idea & { mission_id: string } };
export const written = (id: string) => thing("proposal", id) as Written | undefined;

/** Mine of a mission, the latest first. */
export const writtenFor = (mission: string): Written[] =>
  (things("proposal") as Written[])
    .filter(({ local }) => local?.mission_id === mission && local.state !== "withdrawn")
    .filter(({ server, local }) => !server || isMine(local as Proposal))
    .sort((one, other) => other.id.localeCompare(one.id));

/** What became of it: `waiting` for the network, `refused`, or its state at the server. */
export const standing = ({ dirty, problem, local }: Written): string =>
  problem ? "refused" : dirty ? "waiting" : (local.state ?? "waiting");

/** What counts towards what one person may propose. */
export const counted = (mine: Written[]) => mine.filter((one) => standing(one) !== "set_aside").length;

const WRITABLE = new Set(["draft", "submitted", "approved"]);
export const isWritable = ({ state }: Proposal) => WRITABLE.has(state);

export interface Idea {
  title: string;
  text: string | null;
  themes: string[];
  cites: { type: "experience" | "response"; id: string }[];
}

/** It is safe on the phone when this returns, and goes to the server under this id once. */
export const keepIdea = (id: string, mission_id: string, { title, text, themes, cites }: Idea) =>
  keep("proposal", id, {
    mission_id,
    title: title.trim(),
    text: text?.trim() || null,
    themes,
    cites,
    captured_at: captureTime().captured_at,
  });

export const withdraw = ({ id }: { id: string }) => remove("proposal", id);
export const askToSign = ({ id }: Proposal) => send("PUT", `${path(id)}/authorship`);
export const agreeTo = ({ id }: Proposal, user: string) => send<Proposal>("PUT", `${path(id)}/authors/${user}`);

/** Of the version that was read: of two reviewers, the second is told what the first decided. */
export const review = ({ id, version }: Proposal, decision: Schema["ProposalReviewWrite"]) =>
  send<Proposal>("PUT", `${path(id)}/review`, decision, version);
/** The idea as another reviewer left it, where a decision came too late. */
export const decidedBefore = (problem: unknown): Proposal | null =>
  problem instanceof Refused && problem.status === 412 ? (problem.problem.current as Proposal) : null;

export const select = ({ id }: Proposal, owner: Owner, due_on: string | null) =>
  send<Proposal>("PUT", `${path(id)}/selection`, { owner, due_on });

export const tellProgress = ({ id }: Proposal, state: "in_progress" | "done", progress: number | null, text: string) =>
  send<Proposal>("PUT", `${path(id)}/progress`, { state, progress, text: text.trim() || null });
export const carry = ({ id }: Proposal) => send<Proposal>("PUT", `${path(id)}/acceptance`);
export const handBack = ({ id }: Proposal) => send("DELETE", `${path(id)}/acceptance`);
