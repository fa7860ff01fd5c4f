/** Whom I asked to confirm a talent. A question that is sent without network waits here. */

import type { components } from "api";
import { getFile, send } from "../core/api";
import type { Item } from "../core/db";
import { draft, keepDraft } from "../core/drafts";
import { maybe } from "../core/keeping";
import { Offline, Refused } from "../core/refusals";
import { current, person, things } from "../core/store";

export type Endorsement = Item & { local: components["schemas"]["EndorsementRead"] };

export interface Ask {
  name: string;
  email: string;
  message: string;
  evidence: string[];
  isSent: boolean; // by me: it leaves as soon as there is a network
  problem?: string | undefined; // why the server refused it
}

export const NOTHING: Ask = { name: "", email: "", message: "", evidence: [], isSent: false };
export const draftName = (skill: string) => `ask ${skill}`;
const PREFIX = "draft ask ";

/** The latest first. */
export const endorsements = (skill: string): Endorsement[] =>
  (things("endorsement") as Endorsement[])
    .filter(({ local }) => local?.skill.id === skill)
    .sort((one, other) => other.local.created_at.localeCompare(one.local.created_at));

/** Send it. Without network it waits; refused, it stays to be mended. Says whether it has left. */
export async function sendAsk(skill: string, ask: Ask): Promise<boolean> {
  const { name, email, message, evidence } = ask;
  try {
    await send("POST", `/v1/talents/${skill}/endorsement-requests`, {
      name: name.trim(),
      email: email.trim(),
      message: message.trim() || null,
      evidence,
    });
    await keepDraft(draftName(skill), undefined);
    return true;
  } catch (fault) {
    if (fault instanceof Offline) await keepDraft(draftName(skill), { ...ask, isSent: true, problem: undefined });
    else if (fault instanceof Refused) await keepDraft(draftName(skill), { ...ask, isSent: false });
    throw fault;
  }
}

/** Send those that wait: when the application opens, and when the network is back. */
async function sendWaiting(): Promise<void> {
  if (!person.value) return;
  for (const key of await current().getAllKeys("meta", IDBKeyRange.bound(PREFIX, `${PREFIX}~`))) {
    const skill = key.slice(PREFIX.length);
    const ask = await draft<Ask>(draftName(skill));
    if (ask?.isSent) await sendAsk(skill, ask).catch(() => undefined);
  }
}

export function begin(): void {
  addEventListener("online", () => maybe(sendWaiting()));
  maybe(sendWaiting());
}

export const hide = ({ id, local }: Endorsement, hidden: boolean) =>
  send("PATCH", `/v1/endorsements/${id}`, { hidden }, local.version);

export const takeBack = ({ id, local }: Endorsement) =>
  send("DELETE", `/v1/endorsements/${id}`, undefined, local.version);

/** The credential in a picture: whoever gets it can check it. */
export const badge = (id: string) => getFile(`/v1/endorsements/${id}/credential.png`, "image/png");
