/** Words of an answer, quoted in a report: asked for by a team, given by who wrote them. */
import type { components } from "api";
import { send } from "../core/api";
import { run } from "../sync/runs";
import { agreed, type Consent, type Sentence, sentenceOf } from "./consents";
import type { Request } from "./requests";

type Schema = components["schemas"];
export type Attribution = Schema["Attribution"];
export type Reach = Schema["Reach"];

/** From the least to the most: who is asked may give less, never more. */
const REACHES: Reach[] = ["team", "community", "region", "everybody"];
export const reachesOf = (asked: string | null): Reach[] =>
  REACHES.slice(0, REACHES.indexOf((asked ?? "team") as Reach) + 1);

export const isQuote = ({ report_id }: Request) => report_id !== null;

export interface QuoteAnswer {
  targets: { type: "response"; id: string; excerpt: string }[];
  rights: "view"[];
  ends_at: string;
  attribution: Attribution;
  attributed_to: string | null;
  reach: Reach;
}

const put = (id: string, answer: QuoteAnswer, consent: Consent) =>
  send("PUT", `/v1/grant-requests/${id}/acceptance`, { ...answer, consent });

/** The sentence that is agreed to. Nothing is given by it. */
export const quoteSentence = (id: string, answer: QuoteAnswer) =>
  sentenceOf("quote", (consent) => put(id, answer, consent));

export async function giveQuote(id: string, answer: QuoteAnswer, sentence: Sentence): Promise<void> {
  await put(id, answer, agreed(sentence));
  void run();
}

export interface Wish {
  report_id: string;
  response_id: string;
  excerpt: string;
  attribution: Attribution;
  attributed_to: string;
  reach: Reach;
  months: number;
  message: string;
}

export function askQuote(wish: Wish) {
  const end = new Date();
  end.setMonth(end.getMonth() + wish.months);
  return send("POST", "/v1/grant-requests", {
    report_id: wish.report_id,
    purpose: "publication",
    rights: ["view"],
    targets: [{ type: "response", id: wish.response_id, excerpt: wish.excerpt.trim() }],
    attribution: wish.attribution,
    attributed_to: wish.attribution === "public" ? wish.attributed_to.trim() : null,
    reach: wish.reach,
    ends_at: end.toISOString(),
    message: wish.message.trim() || null,
  } satisfies Schema["GrantRequestWrite"]);
}
