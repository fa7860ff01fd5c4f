/** Programmes: missions in order, copied from a template, led by a team. */
import type { components } from "api";
import { get, getAll, send } from "../core/api";

type Schema = components["schemas"];
export type Programme = Schema["ProgrammeRead"];
export type Step = Schema["StepRead"];
export type BoardStep = Schema["BoardStepRead"];
export type Board = Schema["ProgrammeBoardRead"];

const path = (id: string) => `/v1/programmes/${id}`;

export const addresses = {
  programme: path,
  ofCommunity: (community: string) => `/v1/communities/${community}/programmes`,
};

export const programmesOf = (community: string) => getAll<Programme>(addresses.ofCommunity(community));
export const programme = (id: string) => get<Programme>(path(id));
export const boardOf = (id: string) => get<Board>(`${path(id)}/board`);

export const putProgramme = (id: string, body: Schema["ProgrammePut"]) => send<Programme>("PUT", path(id), body);
export const changeProgramme = ({ id, version }: Programme, change: Schema["ProgrammePatch"]) =>
  send<Programme>("PATCH", path(id), change, version);
export const start = (id: string) => send<Programme>("PUT", `${path(id)}/start`);
export const close = (id: string) => send<Programme>("PUT", `${path(id)}/closing`);
export const abandon = (id: string, reason: string) => send<Programme>("PUT", `${path(id)}/abandonment`, { reason });
