/** Communities that I am in, and what I see of them. */
import type { components } from "api";
import { get, type Page, send } from "../core/api";
import type { Item } from "../core/db";
import { keep, thing, things } from "../core/store";

export type Schemas = components["schemas"];
export type Community = Schemas["CommunityRead"];
export type CommunityPage = Schemas["CommunityPageRead"];
export type Team = Page<Schemas["MembershipRead"]>;
export type Feed = Page<Schemas["FeedItemRead"]>;
export type KeptPlaces = Page<Schemas["KeptPlaceRead"]>;
export type Texts = Schemas["ConsentTextsRead"];
export type Belonging = Item & { local: Schemas["OwnMembershipRead"] };
export type Reason = Schemas["FlagReason"];

const IN = new Set(["active", "requested"]);

/** Those that I am in, and those that I asked to enter. */
export const belongings = (): Belonging[] =>
  (things("membership") as Belonging[])
    .filter(({ local }) => IN.has(local?.state ?? ""))
    .sort((one, other) => (one.local.community?.name ?? "").localeCompare(other.local.community?.name ?? ""));

export const belonging = (id: string) => thing("membership", id) as Belonging | undefined;

export const places = {
  community: (id: string) => `/v1/communities/${id}`,
  /** Members are told who looks after it. */
  team: (id: string) => `/v1/communities/${id}/memberships?state=active&limit=100`,
  /** What everybody sees of it. */
  page: (id: string) => `/v1/communities/${id}/page`,
  feed: (id: string) => `/v1/feed?community_id=${id}&limit=20`,
  kept: "/v1/me/kept-places",
  texts: "/v1/me/consents/texts",
};

/** Whether my talents count in its tree. What the server refused is not so. */
export const showsTalents = ({ local, server, problem }: Belonging): boolean =>
  Boolean(problem ? (server as Belonging["local"] | null)?.show_talents : local.show_talents);

/** `version`: of the sentence that was read. */
export const showTalents = (id: string, isShown: boolean, version?: string) =>
  keep("membership", id, {
    show_talents: isShown,
    ...(isShown && version ? { consent: { kind: "talents", text_version: version } } : {}),
  });

export const publicPage = (id: string) => get<CommunityPage>(places.page(id));

export const leave = (id: string) => send("DELETE", `/v1/communities/${id}/membership`);

export const report = (type: string, id: string, reason: Reason, text: string) =>
  send("POST", "/v1/flags", { target: { type, id }, reason, text: text.trim() || null });
