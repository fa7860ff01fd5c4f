/** Publishing a portrait: what is agreed to, what is to be confirmed, and then the edition. */
import { send } from "../core/api";
import { Refused } from "../core/refusals";
import type { Sentence } from "./joining";

export interface Doubt {
  reasons: string[];
  people: { name: string }[];
  media_ids: string[];
}

export type Outcome =
  | { is: "sentence"; sentence: Sentence }
  | { is: "doubt"; doubt: Doubt }
  | { is: "guardian"; text: string }
  | { is: "published" };

/** Without a sentence that was read, nothing is published, and the answer is what to read. */
export async function publish(id: string, sentence?: Sentence, confirmed: string[] = []): Promise<Outcome> {
  const consent = {
    kind: "publish",
    text_version: sentence?.text_version ?? null,
    locale: sentence?.locale ?? null,
  };
  const headers: Record<string, string> = confirmed.length ? { "Confirm-Publication": confirmed.join(", ") } : {};
  try {
    await send("PUT", `/v1/portraits/${id}/publication`, { consent }, undefined, headers);
    return { is: "published" };
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    const code = fault.problem.type?.split("/").pop();
    if (code === "consent-outdated") return { is: "sentence", sentence: fault.problem.current as Sentence };
    if (code === "publication-unconfirmed") return { is: "doubt", doubt: fault.problem as unknown as Doubt };
    if (code === "guardian-required") return { is: "guardian", text: fault.message };
    throw fault;
  }
}
