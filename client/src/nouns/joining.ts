/** Coming into a community: what the invitation says, what is agreed to, and what is lacking. */
import type { components } from "api";
import { get, send } from "../core/api";
import { draft, keepDraft } from "../core/drafts";
import { Refused } from "../core/refusals";

export type Card = components["schemas"]["InvitationCardRead"];
type Membership = components["schemas"]["MembershipRead"];

/** What there is to read and agree to before one is in. */
export interface Sentence {
  kind: string;
  text_version: string;
  locale: string;
  text: string;
}

/** `lacking`: what the person has to say first. */
export type Step =
  | { is: "sentence"; sentence: Sentence }
  | { is: "name" | "age" | "guardian" }
  | { is: "in" | "asked" | "kept" };

const LACKING: Record<string, "name" | "age" | "guardian"> = {
  "name-required": "name",
  "age-required": "age",
  "guardian-required": "guardian",
};

export interface Door {
  community: string;
  role: string;
  key?: string | undefined; // of the invitation
  guardian?: { email: string; name: string | null } | undefined; // who is asked for somebody under 15
}

/** The key in what was scanned or typed: a link, its last part, or a code. */
export function keyIn(text: string): string {
  const link = /\/i\/([^/?#\s]+)|[?&]key=([^&#\s]+)/.exec(text);
  return decodeURIComponent(link?.[1] ?? link?.[2] ?? text).trim();
}

export const readCard = (key: string) => get<Card>(`/v1/invitations/${encodeURIComponent(key)}`);

/** Try to come in. Without a sentence that was read, nothing is done, and the answer is what to read. */
export async function enter(door: Door, reason: string, sentence?: Sentence): Promise<Step> {
  const kind = door.role === "member" ? "join" : "lead";
  const read = sentence ?? { kind, text_version: null, locale: null };
  const consent = { kind: read.kind, text_version: read.text_version, locale: read.locale };
  const body = { consent, invitation: door.key ?? null, reason: reason.trim() || null };
  try {
    if (door.guardian) {
      await send("PUT", `/v1/communities/${door.community}/kept-place`, { ...body, guardian: door.guardian });
      return { is: "kept" };
    }
    const { state } = await send<Membership>("PUT", `/v1/communities/${door.community}/membership`, body);
    return { is: state === "active" ? "in" : "asked" };
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    const { type, current } = fault.problem;
    const code = type?.split("/").pop() ?? "";
    if (code === "consent-outdated") return { is: "sentence", sentence: current as Sentence };
    if (LACKING[code]) return { is: LACKING[code] };
    throw fault;
  }
}

/** Say my name, or in which year I was born: both are asked once. */
export const sayOfMe = (members: { display_name?: string; birth_year?: number }) =>
  send("PATCH", "/v1/me", members, "*");

/** A key that was caught without network, until it has been used. */
export const keptKey = () => draft<string>("invitation");
export const keepKey = (key: string | undefined) => keepDraft("invitation", key);
