/** Who may see what of mine, and until when. */
import type { components } from "api";
import { get, send } from "../core/api";
import type { Item } from "../core/db";
import { uuid7 } from "../core/ids";
import { call } from "../core/session";
import { departing, remove, spare, things } from "../core/store";

export type Access = components["schemas"]["GrantRead"];
export type Grant = Item & { local: Access };

const MONTHS = 3;
const OPEN = new Set(["active", "scheduled"]);
const byAge = (one: Grant, other: Grant) => other.local.created_at.localeCompare(one.local.created_at);

export const grants = (): Grant[] =>
  (things("grant") as Grant[]).filter(({ local }) => OPEN.has(local?.state ?? "")).sort(byAge);

/** Cut here, and still open until the phone has network. */
export const cutting = (): Grant[] => departing("grant") as Grant[];

export const cut = (id: string) => remove("grant", id);

export const uncut = (id: string) => spare("grant", id);

export type Shown = "story" | "portrait";

/** A link to a story or a portrait, for three months. Needs network: it is made by the server. */
export async function shareByLink(type: Shown, id: string): Promise<Access> {
  const ends = new Date();
  ends.setMonth(ends.getMonth() + MONTHS);
  const body = {
    target: { type, id },
    audience: { type: "link" },
    purpose: "personal",
    rights: ["view"],
    ends_at: ends.toISOString(),
  };
  return send<Access>("POST", "/v1/grants", { id: uuid7(), ...body });
}

export const read = (id: string) => get<Access>(`/v1/grants/${id}`);

/** The picture of a link, to be shown to a camera. */
export async function qr(id: string): Promise<string> {
  const answer = await call(`/v1/grants/${id}/qr.svg`);
  return answer.ok ? URL.createObjectURL(await answer.blob()) : "";
}
