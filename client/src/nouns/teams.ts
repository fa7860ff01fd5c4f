/** Communities that I look after: who is in, who asks, what waits for a decision. */
import type { components } from "api";
import { get, getAll, send } from "../core/api";
import { things } from "../core/store";

type Schema = components["schemas"];
export type Community = Schema["CommunityRead"];
export type Member = Schema["MembershipRead"];
export type Flag = Schema["FlagRead"];
export type Hiding = Schema["HidingRead"];
export type Tree = Schema["CommunityTreeRead"];
export type Role = Member["role"];

const LEADING = new Set(["manager", "facilitator"]);
const path = (id: string) => `/v1/communities/${id}`;

/** Of my memberships, those in which I lead: they are on this phone. */
export const ledHere = (): string[] =>
  things("membership")
    .filter(({ local }) => local?.state === "active" && LEADING.has(String(local.role)))
    .map(({ id }) => id);

export const community = (id: string) => get<Community>(path(id));
export const led = async () => (await getAll<Community>("/v1/communities?joined=true")).filter(isLed);
export const isLed = ({ membership }: Community) => LEADING.has(membership?.role ?? "");
export const isManaged = ({ membership }: Community) => membership?.role === "manager";

export const members = (id: string, filter = "") => getAll<Member>(`${path(id)}/memberships?${filter}`);

export const changeMember = ({ community_id, user, version }: Member, change: Schema["MembershipPatch"]) =>
  send<Member>("PATCH", `${path(community_id)}/memberships/${user.id}`, change, version);

/** A code that signs a pupil in, once, within ten minutes. */
export const signInPass = ({ community_id, user }: Member) =>
  send<Schema["SignInPassRead"]>("POST", `${path(community_id)}/memberships/${user.id}/sign-in-passes`);

export const flags = (id: string) => getAll<Flag>(`/v1/flags?community_id=${id}&state=open`);
export const appeals = (id: string) => getAll<Hiding>(`/v1/hidings?community_id=${id}&state=appealed`);

export const decideFlag = (id: string, decision: "hide" | "dismiss", reason: string) =>
  send("PUT", `/v1/flags/${id}/decision`, { decision, reason });
export const answerAppeal = (id: string, decision: "keep" | "lift", answer: string) =>
  send("PUT", `/v1/hidings/${id}/review`, { decision, answer });

export const tree = (id: string) => get<Tree>(`${path(id)}/tree`);

/** Tags as they are typed: separated by commas, each once. */
export const tagsIn = (text: string): string[] => [
  ...new Set(
    text
      .split(",")
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
];
