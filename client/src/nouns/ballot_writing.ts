/** A vote, while it is written. */
import type { Form, Method, ShownAt } from "./ballot_types";

export interface WrittenBallot {
  of: string[];
  method: Method;
  limit: string;
  secret: boolean;
  results: ShownAt;
  winners: string;
  seconds: string;
}

export const blankBallot = (): WrittenBallot => ({
  of: [],
  method: "points",
  limit: "5",
  secret: true,
  results: "at_close",
  winners: "",
  seconds: "",
});

export const ballotOf = (ballot: WrittenBallot): Form => ({
  ...ballot,
  limit: Number(ballot.limit) || 1,
  winners: Number(ballot.winners) || null,
  seconds: Number(ballot.seconds) || null,
});

export const ballotIn = ({ of, method, limit, secret, results, winners, seconds }: Form) => ({
  of,
  method: method,
  limit: String(limit),
  secret,
  results: results,
  winners: winners?.toString() ?? "",
  seconds: seconds?.toString() ?? "",
});

export type BallotLack = "calls";

export const ballotLacks = ({ of }: WrittenBallot): BallotLack[] => (of.length ? [] : ["calls"]);
