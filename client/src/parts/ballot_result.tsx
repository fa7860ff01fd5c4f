/** How a vote ended, or stands: it names nobody. */
import type { Result } from "../nouns/ballots";
import { ballotWords } from "../words/ballots";
import "./proposals.css";

export function BallotResult({ result }: { result: Result }) {
  const {
    orderOnly,
    noQuorum,
    papers,
    chosen,
    place: placeOf,
    voices,
    points: pointsOf,
    onPaper,
    entriesFor,
    few,
    gone,
  } = ballotWords.value;
  const { options, order_only, quorum_reached, paper_people, in_room, heads, voters, method } = result;
  const most = Math.max(1, ...options.map(({ total, people }) => total ?? people ?? 0));
  return (
    <>
      {order_only && <p class="quiet">{orderOnly}</p>}
      {quorum_reached === false && <p>{noQuorum}</p>}
      {in_room !== null && <p class="quiet">{entriesFor(in_room, heads)}</p>}
      {paper_people > 0 && <p class="quiet">{papers(paper_people)}</p>}
      <ol class="lines">
        {options.map(({ proposal_id, title, place, chosen: isChosen, people, points, paper_points, total }) => (
          <li key={proposal_id} class="progress">
            <span>
              {place !== null && <b>{placeOf(place)} </b>}
              <span dir="auto">{title ?? gone}</span>
            </span>
            {(total ?? people) !== null && <progress value={total ?? people ?? 0} max={most} aria-hidden="true" />}
            <span class="when">
              {[
                isChosen && chosen,
                method === "approval" ? told(total ?? people, voices) : told(total ?? points, pointsOf),
                paper_points ? onPaper(paper_points) : null,
                method !== "approval" && !paper_people && told(people, voices),
                voters !== null && total === null && few,
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

const told = (count: number | null, words: (count: number) => string) => count !== null && words(count);
