/** The way into what a mission asks, by its kind. */
import type { Mission } from "../nouns/missions";
import BallotWay from "./ballot_way";
import EventWay from "./event_way";
import ProposalWay from "./proposal_way";
import SurveyWay from "./survey_way";

export function FormWay({ mission }: { mission: Mission }) {
  const { survey, event, proposal } = mission.local;
  if (survey) return <SurveyWay mission={mission} />;
  if (event) return <EventWay mission={mission} />;
  if (mission.local.ballot) return <BallotWay mission={mission} />;
  return proposal ? <ProposalWay mission={mission} /> : null;
}
