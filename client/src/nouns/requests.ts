/** What somebody asks me to show them: I give it, less of it, or nothing. */
import type { components } from "api";
import { get, send } from "../core/api";
import type { Item } from "../core/db";
import { person, things } from "../core/store";
import { run } from "../sync/runs";
import { agreed, type Consent, type Sentence, sentenceOf } from "./consents";
import type { Right } from "./grants";

type Schemas = components["schemas"];
export type Request = Schemas["GrantRequestRead"];
export type RequestDetail = Schemas["GrantRequestDetailRead"];
export type Preview = Schemas["PreviewRead"];
export type AskedTarget = Schemas["RequestTarget"];
export type Code = Schemas["PersonCodeRead"];

/** Those that wait for my answer, the one that lapses first before the others. */
export const pending = (): Request[] =>
  (things("grant_request") as (Item & { local: Request })[])
    .map(({ local }) => local)
    .filter((request) => request?.state === "pending" && request.owner?.id === person.value?.id)
    .sort((one, other) => one.expires_at.localeCompare(other.expires_at));

export const read = (id: string) => get<RequestDetail>(`/v1/grant-requests/${id}`);

export interface Answer {
  targets: AskedTarget[];
  rights: Right[];
  ends_at: string;
}

const put = (id: string, answer: Answer, consent: Consent) =>
  send<RequestDetail>("PUT", `/v1/grant-requests/${id}/acceptance`, { ...answer, consent });

/** The sentence that is agreed to. Nothing is given by it. */
export const sentenceFor = (id: string, answer: Answer) => sentenceOf("share", (consent) => put(id, answer, consent));

export async function accept(id: string, answer: Answer, sentence: Sentence): Promise<void> {
  await put(id, answer, agreed(sentence));
  void run();
}

export async function refuse(id: string): Promise<void> {
  await send("PUT", `/v1/grant-requests/${id}/refusal`);
  void run();
}

/** A code to be read out or scanned: good once, for ten minutes. */
export const newCode = () => send<Code>("POST", "/v1/me/codes");

export interface Line {
  key: string; // of what is ticked
  target: AskedTarget;
  title: string | null;
  within?: string; // the key of the whole that holds it
}

/** What can be ticked: each thing, and the wholes of which what comes later is shown too. */
export function linesOf({ targets, preview }: RequestDetail): Line[] {
  const lines: Line[] = [];
  const members = {
    stories: preview?.stories ?? [],
    portraits: preview?.portraits ?? [],
    experiences: preview?.experiences ?? [],
  };
  for (const { type, id, title } of targets) {
    if (id || type === "talents")
      lines.push({ key: `${type}:${id ?? ""}`, target: { type, id } as AskedTarget, title });
    else if (type === "experiences") {
      lines.push({ key: "experiences:", target: { type, id } as AskedTarget, title: null });
      for (const one of members.experiences) lines.push({ ...lineOf("experience", one), within: "experiences:" });
    } else
      for (const one of members[type as "stories" | "portraits"])
        lines.push(lineOf(type === "stories" ? "story" : "portrait", one));
  }
  return lines;
}

const lineOf = (
  type: "story" | "portrait" | "experience",
  { id, title }: { id: string; title: string | null },
): Line => ({
  key: `${type}:${id}`,
  target: { type, id },
  title,
});
