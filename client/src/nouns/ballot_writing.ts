/** A vote, while it is written. */
import type { Schema } from "../core/api";

export interface WrittenBallot {
  of: string[];
  method: Schema["BallotMethod"];
  limit: string;
  secret: boolean;
  results: Schema["BallotResults"];
  winners: string;
  quorum: number | null; // kept as it is: no field asks for it
  paper: boolean;
  seconds: string;
}

export const blankBallot = (): WrittenBallot => ({
  of: [],
  method: "points",
  limit: "5",
  secret: true,
  results: "at_close",
  winners: "",
  quorum: null,
  paper: false,
  seconds: "",
});

export const ballotOf = (ballot: WrittenBallot): Schema["BallotForm"] => ({
  ...ballot,
  limit: Number(ballot.limit) || 1,
  winners: Number(ballot.winners) || null,
  seconds: Number(ballot.seconds) || null,
});

export const ballotIn = ({ method, limit, winners, seconds, ...more }: Schema["BallotFormRead"]): WrittenBallot => ({
  ...more,
  method: method as WrittenBallot["method"],
  limit: String(limit),
  winners: winners?.toString() ?? "",
  seconds: seconds?.toString() ?? "",
});

export type BallotLack = "calls";

export const ballotLacks = ({ of }: WrittenBallot): BallotLack[] => (of.length ? [] : ["calls"]);
