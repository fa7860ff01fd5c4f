/** Publishing a carnet: what stands in the way, who is in it, what is agreed to. The server freezes an edition. */
import type { components } from "api";
import { get, send } from "../core/api";
import { draft, keepDraft } from "../core/drafts";
import { current } from "../core/store";
import { run, state } from "../sync/runs";
import { agreed, type Consent, isProblem, isSentence, type Sentence, sentenceOf } from "./consents";

type Schemas = components["schemas"];
export type Warning = Schemas["WarningRead"];
export type StoryDetail = Schemas["StoryDetailRead"];
export interface PersonShown {
  name: string;
  experience_ids: string[];
}
export type Reason = "photo-without-alt" | "recording-without-transcript" | "people-shown";
export interface Preparation {
  warnings: Warning[];
  reasons: Reason[]; // what has to be said yes to
  people: PersonShown[];
  sentence: Sentence | null;
  latest: StoryDetail | null; // nothing is new since this edition
  refusal: unknown; // a guardian, a year of birth or a word is lacking
}

const CITED = new Set(["media", "experience", "journal"]);
const TURNS = 20;
const PAUSE = 400; // milliseconds

/** Send what waits. Says whether all that a carnet shows is at the server. */
export async function allSent(): Promise<boolean> {
  for (let turn = 0; turn < TURNS; turn++) {
    await run();
    const items = await current().getAllFromIndex("items", "dirty", 1);
    if (!items.some(({ type }) => CITED.has(type)) && state.value === "quiet") return true;
    if (state.value === "offline") return false;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return false;
}

const put = (id: string, reasons: Reason[], consent: Consent) => {
  const headers: Record<string, string> = reasons.length ? { "Confirm-Publication": reasons.join(", ") } : {};
  return send<StoryDetail>("PUT", `/v1/journals/${id}/publication`, { consent }, undefined, headers);
};

/** What the server would ask. Nothing is published by it. */
export async function prepare(id: string): Promise<Preparation> {
  const { warnings } = await get<Schemas["ReadinessRead"]>(`/v1/journals/${id}/readiness`);
  const nothing = { warnings, reasons: [], people: [], sentence: null, latest: null, refusal: null };
  const ask = (reasons: Reason[]) => sentenceOf("publish", (consent) => put(id, reasons, consent));
  let asked: Pick<Preparation, "reasons" | "people"> = nothing;
  try {
    const first = await ask([]).catch((fault) => {
      if (!isProblem(fault, "publication-unconfirmed")) throw fault;
      const { reasons = [], people = [] } = fault.problem as { reasons?: Reason[]; people?: PersonShown[] };
      asked = { reasons, people };
      return ask(reasons);
    });
    return isSentence(first) ? { ...nothing, ...asked, sentence: first } : { ...nothing, latest: first };
  } catch (refusal) {
    if (["guardian-required", "age-required", "empty-journal"].some((name) => isProblem(refusal, name)))
      return { ...nothing, refusal };
    throw refusal;
  }
}

export async function publish(id: string, { reasons, sentence }: Preparation): Promise<StoryDetail> {
  const story = await put(id, reasons, agreed(sentence!));
  await intend(id, undefined);
  void run();
  return story;
}

type Intents = Record<string, string>; // titles of carnets by their id

/** Those that somebody wanted to publish without network: they are asked again with it. */
export const intents = async (): Promise<Intents> => (await draft<Intents>("publishing")) ?? {};

export async function intend(id: string, title: string | undefined): Promise<void> {
  const { [id]: _before, ...others } = await intents();
  await keepDraft("publishing", title === undefined ? others : { ...others, [id]: title });
}
