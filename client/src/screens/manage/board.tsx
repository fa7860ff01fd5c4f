/** The board of a mission: who saw it, who answered, who is late; each answer opens beside. */
import type { Line, Sent, Tally } from "../../nouns/boards";
import { board, inPlace, isBeingSent, occurrences, sent, tally } from "../../nouns/boards";
import { type Asked, Outcome, useAsked, useFollowing } from "../../parts/asked";
import { at } from "../../parts/time";
import { BASE } from "../../router";
import { manageWords } from "../../words/manage";
import { programmeWords } from "../../words/programmes";
import { Results } from "./answer_sheet";
import { AttendanceList } from "./attendance";
import { Acts } from "./board_acts";
import { Answers } from "./board_answers";
import { Series } from "./board_series";
import { Moving } from "./event_move";
import { Ideas } from "./ideas";
import { PaperCount } from "./paper_count";
import { sentence } from "./repeats";

interface Standing {
  mission: Sent;
  count: Tally | null; // of a series: none
  lines: Line[];
  series: Sent[] | null;
}

async function read(id: string, before: Line[]): Promise<Standing> {
  const mission = await sent(id);
  if (mission.recurrence)
    return { mission, count: null, lines: [], series: await occurrences(mission.community_id, id) };
  const [count, lines] = await Promise.all([tally(id), board(id)]);
  return { mission, count, lines: inPlace(lines, before), series: null };
}

export default function Board({ community, id }: { community: string; id: string }) {
  const { back, manage } = manageWords.value;
  const { toProgramme } = programmeWords.value;
  const asked: Asked<Standing> = useAsked(() => read(id, asked.value.value?.lines ?? []), [id]);
  const programme = asked.value.value?.mission.programme_id;
  useFollowing(asked, ({ mission }) => isBeingSent(mission));
  return (
    <div class="wide">
      <p class="when">
        {programme ? (
          <a href={`${BASE}/manage/${community}/programmes/${programme}`}>{toProgramme}</a>
        ) : (
          <a href={`${BASE}/manage/${community}/missions`}>{back}</a>
        )}
      </p>
      {!asked.value.value && <h1>{manage}</h1>}
      <Outcome asked={asked}>
        {({ mission, count, lines, series }) => (
          <>
            <h1 dir="auto">{mission.title}</h1>
            <When mission={mission} />
            <Acts mission={mission} onDone={asked.again} />
            {series && <Series all={series} />}
            {count && !isOfGuests(mission, count) && <Count count={count} isReviewed={mission.kind === "experience"} />}
            {(mission.survey || mission.ballot) && count && <Results mission={mission} />}
            {mission.ballot && <PaperCount mission={mission} />}
            {mission.event && mission.state === "open" && (
              <Moving key={mission.version} mission={mission} onDone={asked.again} />
            )}
            {mission.event && count && <AttendanceList mission={mission} lines={lines} onDone={asked.again} />}
            {mission.proposal && count && <Ideas mission={mission} />}
            {READ_ONE_BY_ONE.has(mission.kind) && count && (
              <Answers mission={mission} lines={lines} onReviewed={asked.again} />
            )}
          </>
        )}
      </Outcome>
    </div>
  );
}

/** Guests of a room are sent nothing: zeros would say that nobody answers. */
const isOfGuests = ({ audience }: Sent, { sent }: Tally) => audience?.type === "room" && sent === 0;

function When({ mission }: { mission: Sent }) {
  const { openedOn, until, missionStates } = manageWords.value;
  const { opened_at, due_at, state, recurrence, opens_at } = mission;
  const parts = [
    missionStates[state],
    opened_at && openedOn(at(opened_at)),
    due_at && !recurrence && until(at(due_at)),
    recurrence && opens_at && sentence(recurrence, opens_at),
  ];
  return <p class="quiet">{parts.filter(Boolean).join(" · ")}</p>;
}

const FIGURES = ["sent", "seen", "answered", "accepted", "returned", "late", "declined"] as const;

const READ_ONE_BY_ONE = new Set(["experience", "survey"]);
const OF_REVIEWS = new Set(["accepted", "returned"]);

function Count({ count, isReviewed }: { count: Tally; isReviewed: boolean }) {
  const { figures } = manageWords.value;
  return (
    <dl class="figures">
      {FIGURES.filter((name) => count[name] || (name !== "declined" && (isReviewed || !OF_REVIEWS.has(name)))).map(
        (name) => (
          <div key={name}>
            <dt>{figures[name]}</dt>
            <dd>{count[name]}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
