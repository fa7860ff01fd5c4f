/** Ideas that answer a mission, and the actions that become of them. */
import type { components } from "api";
import { get, getAll, send } from "../core/api";
import { person } from "../core/store";

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
export const planOf = (community: string) => getAll<Proposal>(`/v1/communities/${community}/plan`);

/** Those who wrote it are told to themselves and to the team alone. */
export const isMine = ({ authors }: Proposal) => Boolean(authors?.some(({ id }) => id === person.value?.id));
export const isAuthorsEyes = ({ candidates }: Proposal) => candidates !== null;
export const isCarriedByMe = ({ owner }: Proposal) => owner?.user?.id === person.value?.id;

/** What counts towards what one person may propose. */
const GONE = new Set(["withdrawn", "set_aside"]);
export const counted = (all: Proposal[]) => all.filter((one) => isMine(one) && !GONE.has(one.state)).length;

const WRITABLE = new Set(["draft", "submitted", "approved"]);
export const isWritable = ({ state }: Proposal) => WRITABLE.has(state);

export interface Idea {
  title: string;
  text: string;
  themes: string[];
  cite: string; // the id of a moment; empty: none
}

export const ideaOf = ({ title, text, themes, cites }: Proposal): Idea => ({
  title,
  text: text ?? "",
  themes,
  cite: cites?.[0]?.id ?? "",
});

/** Under the same id it is sent once, however often it is tried. */
export const sendIdea = (id: string, mission_id: string, idea: Idea, version?: number) =>
  send<Proposal>(
    "PUT",
    path(id),
    {
      mission_id,
      title: idea.title.trim(),
      text: idea.text.trim() || null,
      themes: idea.themes,
      cites: idea.cite ? [{ type: "experience", id: idea.cite }] : [],
      draft: false,
    } satisfies Schema["ProposalWrite"],
    version,
  );

export const withdraw = ({ id, version }: Proposal) => send("DELETE", path(id), undefined, version);
export const askToSign = ({ id }: Proposal) => send("PUT", `${path(id)}/authorship`);
export const agreeTo = ({ id }: Proposal, user: string) => send<Proposal>("PUT", `${path(id)}/authors/${user}`);

export const review = ({ id, version }: Proposal, decision: Schema["ProposalReviewWrite"]) =>
  send<Proposal>("PUT", `${path(id)}/review`, decision, version);
export const select = ({ id }: Proposal, owner: Owner, due_on: string | null) =>
  send<Proposal>("PUT", `${path(id)}/selection`, { owner, due_on });

export const tellProgress = ({ id }: Proposal, state: "in_progress" | "done", progress: number | null, text: string) =>
  send<Proposal>("PUT", `${path(id)}/progress`, { state, progress, text: text.trim() || null });
export const carry = ({ id }: Proposal) => send<Proposal>("PUT", `${path(id)}/acceptance`);
export const handBack = ({ id }: Proposal) => send("DELETE", `${path(id)}/acceptance`);
