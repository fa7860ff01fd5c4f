/** What a mission asks beside its words, by its kind, while it is written. */
import type { components } from "api";
import { type BallotLack, ballotIn, ballotLacks, ballotOf, blankBallot, type WrittenBallot } from "./ballot_writing";
import type { Sent } from "./boards";
import { blankEvent, type EventLack, eventIn, eventLacks, eventOf, type WrittenEvent } from "./event_writing";
import { blankCall, callIn, callOf, type WrittenCall } from "./proposal_writing";
import { blankSurvey, type SurveyLack, surveyIn, surveyLacks, surveyOf, type WrittenSurvey } from "./survey_writing";

type Schema = components["schemas"];
export type Kind = Schema["MissionKind"];
export type Lack = SurveyLack | EventLack | BallotLack;

export interface Forms {
  kind: Kind;
  survey: WrittenSurvey;
  event: WrittenEvent;
  proposal: WrittenCall;
  ballot: WrittenBallot;
}

export const blankForms = (): Forms => ({
  kind: "experience",
  survey: blankSurvey(),
  event: blankEvent(),
  proposal: blankCall(),
  ballot: blankBallot(),
});

/** The part of the body that is of the kind. */
type FormsOfBody = Pick<Schema["MissionWrite"], "kind" | "survey" | "event" | "proposal" | "ballot">;
export const formsOf = ({ kind, survey, event, proposal, ballot }: Forms): FormsOfBody => ({
  kind,
  survey: kind === "survey" ? surveyOf(survey) : null,
  event: kind === "event" ? eventOf(event) : null,
  proposal: kind === "proposal" ? callOf(proposal) : null,
  ballot: kind === "ballot" ? ballotOf(ballot) : null,
});

export const formsIn = ({ kind, survey, event, proposal, ballot }: Sent): Forms => ({
  kind: kind as Kind,
  survey: survey ? surveyIn(survey) : blankSurvey(),
  event: event ? eventIn(event) : blankEvent(),
  proposal: proposal ? callIn(proposal) : blankCall(),
  ballot: ballot ? ballotIn(ballot) : blankBallot(),
});

/** What is missing before it can be sent. */
export function lacks({ kind, survey, event, ballot }: Forms): Lack[] {
  if (kind === "survey") return surveyLacks(survey);
  if (kind === "ballot") return ballotLacks(ballot);
  return kind === "event" ? eventLacks(event) : [];
}
