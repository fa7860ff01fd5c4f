/** What operators of the service see and decide. Each call is written down as an act. */
import type { components } from "operators";
import { get, type Page, send } from "../core/api";

type Schema = components["schemas"];
export type Health = Schema["AdminHealthRead"];
export type Jobs = Schema["AdminJobsRead"];
export type Flags = Schema["AdminFlagsRead"];
export type School = Schema["AdminCommunityRead"];
export type Statistics = Schema["AdminStatisticsRead"];
export type Act = Schema["AdminActRead"];

const PATH = "/v1/admin";

export const health = () => get<Health>(`${PATH}/health`);
export const jobs = () => get<Jobs>(`${PATH}/jobs`);
export const retry = (id: number) => send("POST", `${PATH}/jobs/${id}/requeue`);
export const flags = () => get<Flags>(`${PATH}/flags`);
export const dismiss = (id: string, reason: string) => send("PUT", `${PATH}/flags/${id}/dismissal`, { reason });
export const answer = (id: string, decision: "keep" | "lift", text: string) =>
  send("PUT", `${PATH}/hidings/${id}/review`, { decision, answer: text });
export const unverified = () => get<Schema["AdminCommunitiesRead"]>(`${PATH}/communities`);
export const verify = (id: string) => send<School>("PUT", `${PATH}/communities/${id}/verification`);
export const doubt = (id: string) => send<School>("DELETE", `${PATH}/communities/${id}/verification`);
export const statistics = () => get<Statistics>(`${PATH}/statistics`);
export const imports = () => get<Schema["AdminImportsRead"]>(`${PATH}/imports`);
export const acts = (cursor?: string) =>
  get<Page<Act>>(`${PATH}/acts?limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
