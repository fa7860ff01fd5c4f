/** The way from a mission into its vote: what becomes of my voice is said before. */
import { answerTo, type Mission } from "../nouns/missions";
import { BASE } from "../router";
import { ballotWords } from "../words/ballots";
import { Countdown } from "./countdown";
import { Papers } from "./papers";

export default function BallotWay({ mission }: { mission: Mission }) {
  const {
    secretLead,
    openLead,
    unanimity,
    noneBefore,
    notHere,
    voteNow,
    changeVote,
    voted,
    results,
    over,
    electorate,
  } = ballotWords.value;
  const { state, closes_at } = mission.local;
  const { ballot, open_ballot } = mission.local;
  const isOpen = state === "open";
  const hasVoted = answerTo(mission)?.state === "submitted";
  const mayRead = !isOpen || ballot!.results === "live";
  return (
    <section>
      {hasVoted && <p>{voted}</p>}
      {isOpen && <p class="quiet">{ballot!.secret ? secretLead : openLead}</p>}
      {isOpen && <p class="quiet">{unanimity}</p>}
      {isOpen && open_ballot && <p class="quiet">{electorate(open_ballot)}</p>}
      {isOpen && closes_at && <Countdown end={closes_at} />}
      {isOpen && !open_ballot && <p class="quiet">{noneBefore}</p>}
      {isOpen && open_ballot && !mission.local.response && <p>{notHere}</p>}
      {isOpen && open_ballot && mission.local.response && (
        <a class="button" href={`${BASE}/missions/${mission.id}/vote`}>
          {hasVoted ? changeVote : voteNow}
        </a>
      )}
      {open_ballot && <Papers id={mission.id} options={open_ballot.options} />}
      {!isOpen && <p class="quiet">{over}</p>}
      {mayRead && (
        <p>
          <a href={`${BASE}/missions/${mission.id}/results`}>{results}</a>
        </p>
      )}
    </section>
  );
}
