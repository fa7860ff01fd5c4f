/** Who may see what of mine, and until when. */
import type { components } from "api";
import { get, getAll, send } from "../core/api";
import type { Item } from "../core/db";
import { call } from "../core/session";
import { departing, remove, spare, tell, things } from "../core/store";
import { run } from "../sync/runs";
import { agreed, type Consent, type Sentence, sentenceOf } from "./consents";

type Schemas = components["schemas"];
export type Access = Schemas["GrantRead"];
export type Grant = Item & { local: Access };
export type Target = Schemas["TargetType"];
export type Audience = Exclude<Schemas["AudienceType"], "report">; // that a person gives to by themselves
export type Purpose = Schemas["Purpose"];
export type Right = Schemas["Right"];
export type Uses = Schemas["GrantAccessesRead"];

const OPEN = new Set(["active", "scheduled"]);
const byAge = (one: Grant, other: Grant) => other.local.created_at.localeCompare(one.local.created_at);

export const grants = (): Grant[] =>
  (things("grant") as Grant[]).filter(({ local }) => OPEN.has(local?.state ?? "")).sort(byAge);

/** Cut here, and still open until the phone has network. */
export const cutting = (): Grant[] =>
  (departing("grant") as Grant[]).filter(({ held = 0 }) => !navigator.onLine || held < Date.now());

/** Cut it at once. */
export const cut = (id: string) => remove("grant", id);

const WAY_BACK = 7_000; // milliseconds: somewhat more than the word on it stands

/** Cut it once there is no way back any more; without network, as soon as there is some. */
export async function cutSoon(id: string): Promise<void> {
  await remove("grant", id, navigator.onLine ? Date.now() + WAY_BACK : 0);
  setTimeout(() => void tell(["grant"]), WAY_BACK + 1); // what is still open then is said, also on a network that leads nowhere
}

export const uncut = (id: string) => spare("grant", id);

/** What a thing can be shown to: moments to people alone, talents to whoever has a name. */
export function audiencesOf(target: Target): Audience[] {
  if (target === "story" || target === "portrait") return ["link", "user", "community"];
  return target === "talents" ? ["user", "community"] : ["user"];
}

/** A link is opened without an account: what is read with a second factor is not given by one. */
export const purposesFor = (audience: Audience): Purpose[] =>
  audience === "link"
    ? ["personal", "recruitment", "publication"]
    : ["personal", "guidance", "recruitment", "training", "accreditation"];

export const rightsFor = (audience: Audience): Right[] =>
  audience === "link" ? ["download"] : ["comment", "download", "endorse"];

export interface Terms {
  id: string;
  target: { type: Target; id?: string };
  audience: { type: Audience; id?: string; code?: string };
  purpose: Purpose;
  rights: Right[];
  ends_at: string | null;
  passcode?: string;
}

const post = (terms: Terms, consent: Consent) => send<Access>("POST", "/v1/grants", { ...terms, consent });

/** The sentence that is agreed to. Nothing is given by it. */
export const sentenceFor = (terms: Terms) => sentenceOf("share", (consent) => post(terms, consent));

export async function give(terms: Terms, sentence: Sentence): Promise<Access> {
  const access = await post(terms, agreed(sentence));
  void run();
  return access;
}

/** How often each was opened, as the server knows now. */
export const openings = async (): Promise<Map<string, number>> =>
  new Map((await getAll<Access>("/v1/grants?state=active")).map(({ id, views }) => [id, views]));

export const read = (id: string) => get<Access>(`/v1/grants/${id}`);

/** A link: how often, by day. A person: each time that they read. */
export const uses = (id: string) => get<Uses>(`/v1/grants/${id}/accesses`);

export const mail = (id: string, emails: string[], message: string, members: string[] = []) =>
  send<Schemas["DeliveryRead"]>("POST", `/v1/grants/${id}/deliveries`, {
    emails,
    members,
    message: message.trim() || null,
  });

/** The picture of a link, to be shown to a camera. */
export async function qr(id: string): Promise<string> {
  const answer = await call(`/v1/grants/${id}/qr.svg`);
  return answer.ok ? URL.createObjectURL(await answer.blob()) : "";
}
