/** Votes on proposals. A vote is not kept for later: it counts if the server has it before the end. */
import { get, type Schema, send } from "../core/api";
import { run } from "../sync/runs";
import { answerTo, type Mission } from "./missions";

export type Form = Schema["BallotFormRead"];
export type Option = Schema["BallotOptionRead"];
export type Result = Schema["BallotResultRead"];

/** What I choose: by proposal, 1 of what I approve, its points, or its rank. */
export type Votes = Record<string, number>;

export const votedBefore = async (mission: Mission): Promise<Votes> => {
  const answer = answerTo(mission);
  if (answer?.state !== "submitted") return {};
  const { choices } = await get<Schema["ResponseRead"]>(`/v1/responses/${answer.id}`);
  return Object.fromEntries((choices ?? []).map(({ proposal_id, points, rank }) => [proposal_id, points ?? rank ?? 1]));
};

export const spent = ({ method }: Form, votes: Votes): number =>
  method === "points" ? Object.values(votes).reduce((sum, points) => sum + points, 0) : Object.keys(votes).length;

/** One more point or one less; ticked or not; in the order in which they were chosen. Never above the limit. */
export function voted(form: Form, votes: Votes, id: string, by: 1 | -1): Votes {
  const next = { ...votes };
  if (by === 1 && spent(form, votes) >= form.limit) return votes;
  if (form.method === "points") {
    next[id] = (next[id] ?? 0) + by;
    if (next[id] <= 0) delete next[id];
    return next;
  }
  if (by === 1) next[id] = form.method === "rank" ? Object.keys(votes).length + 1 : 1;
  else delete next[id];
  return form.method === "rank" ? ranked(inRank(next)) : next;
}

export const inRank = (votes: Votes): string[] => Object.keys(votes).sort((one, other) => votes[one]! - votes[other]!);

export const ranked = (ids: string[]): Votes => Object.fromEntries(ids.map((id, place) => [id, place + 1]));

export async function vote(mission: Mission, votes: Votes): Promise<void> {
  const { method } = mission.local.ballot!;
  const choices = Object.entries(votes).map(([proposal_id, number]) => ({
    proposal_id,
    points: method === "points" ? number : null,
    rank: method === "rank" ? number : null,
  }));
  await send("PUT", `/v1/missions/${mission.id}/response`, {
    choices,
    ballot_version: mission.local.open_ballot!.version,
  });
  await run().catch(() => undefined); // it is counted: what this phone knows of it follows
}

export type Paper = Schema["PaperCountRead"];

export const papersOf = async (id: string): Promise<Paper[]> =>
  (await get<Schema["PaperCountsRead"]>(`/v1/missions/${id}/paper-counts`)).items;
export const confirmPaper = (id: string) => send("PUT", `/v1/paper-counts/${id}/confirmation`);
export const withdrawPaper = (id: string) => send("PUT", `/v1/paper-counts/${id}/withdrawal`);
export const countPaper = (id: string, count: Schema["PaperCountWrite"]) =>
  send("POST", `/v1/missions/${id}/paper-counts`, count);
