/** A vote, as the API gives it: how one votes, what there is to choose, how it ended. */

export type Method = "approval" | "points" | "rank";
export type ShownAt = "live" | "at_close";

export interface Form {
  of: string[];
  method: Method;
  limit: number;
  secret: boolean;
  results: ShownAt;
  winners: number | null;
  seconds: number | null;
}

export interface Option {
  proposal_id: string;
  title: string;
  text: string | null;
}

export interface Open {
  version: number; // of what there is to choose
  options: Option[];
}

export interface Result {
  order_only: boolean;
  quorum_reached: boolean | null;
  paper_people: number;
  options: {
    proposal_id: string;
    title: string | null;
    place: number | null;
    chosen: boolean;
    people: number | null;
    points: number | null;
    paper_points: number | null;
  }[];
}

export interface PaperCount {
  counts: { proposal_id: string; points: number }[];
  people: number;
  present: number;
  counted_by: string[];
}

interface Voting {
  ballot?: Form | null;
  open_ballot?: Open | null;
}

/** What a mission or its results say of a vote. */
export const ofVote = (read: object): Voting => read as Voting;
