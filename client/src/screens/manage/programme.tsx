/** The board of a programme: its steps as a line of time, and the next thing to do. */
import { sentIn } from "../../nouns/boards";
import { type Board, boardOf, type Programme, programme } from "../../nouns/programmes";
import { submitted } from "../../nouns/proposals";
import { type Report, reportsOf } from "../../nouns/reports";
import { type Room, roomsIn } from "../../nouns/rooms";
import { Outcome, useAsked } from "../../parts/asked";
import { day } from "../../parts/time";
import { BASE } from "../../router";
import { programmeWords } from "../../words/programmes";
import { ProgrammeActs } from "./programme_acts";
import { Beside } from "./programme_beside";
import { type Facts, roomOf, Steps } from "./programme_steps";

interface Known {
  found: Programme;
  board: Board;
  rooms: Room[];
  reports: Report[];
  facts: Facts;
}

async function read(id: string, community: string): Promise<Known> {
  const [found, board, rooms, reports, missions] = await Promise.all([
    programme(id),
    boardOf(id),
    roomsIn(community).catch(() => []), // those who lead the community alone
    reportsOf(community).catch(() => []),
    sentIn(community).catch(() => []),
  ]);
  const isOfIt = (one: { programme_id: string | null }) => one.programme_id === id;
  const calls = board.steps.filter(({ kind, state }) => kind === "proposal" && state === "open");
  const toRead = new Map(
    await Promise.all(calls.map(async (step) => [step.id, (await submitted(step.id)).length] as const)),
  );
  const days = new Map(missions.flatMap(({ id: step, event }) => (event ? [[step, event.starts_at] as const] : [])));
  return { found, board, rooms: rooms.filter(isOfIt), reports: reports.filter(isOfIt), facts: { days, toRead } };
}

export default function ProgrammeBoard({ community, id }: { community: string; id: string }) {
  const { back, programmes, states, from, wasAbandoned, nextThing, nothingNow, steps, tasks } = programmeWords.value;
  const asked = useAsked(() => read(id, community), [id]);
  return (
    <div class="wide">
      <p class="when">
        <a href={`${BASE}/manage/${community}/programmes`}>{back}</a>
      </p>
      {!asked.value.value && <h1>{programmes}</h1>}
      <Outcome asked={asked}>
        {({ found, board, rooms, reports, facts }) => {
          const due = board.steps.filter(
            (step) =>
              facts.toRead.get(step.id) || (URGENT.has(step.next) && !(step.next === "open" && roomOf(step, rooms))),
          );
          const { title, state, starts_on, ends_on, summary, reason } = found;
          return (
            <div class="one-column">
              <h1 dir="auto">{title}</h1>
              <p class="quiet">
                {states[state]} · {from(day(starts_on), ends_on && day(ends_on))}
              </p>
              {reason && <p class="note">{wasAbandoned(reason)}</p>}
              {summary && <p dir="auto">{summary}</p>}
              <section class="versions" aria-labelledby="next">
                <h2 id="next">{nextThing}</h2>
                {due.length === 0 && <p>{state === "draft" ? tasks.start : nothingNow}</p>}
                {state !== "draft" && <Steps community={community} steps={due} rooms={rooms} facts={facts} isShort />}
                <ProgrammeActs programme={found} onDone={asked.again} />
              </section>
              <Beside community={community} rooms={rooms} reports={reports} />
              <h2>{steps}</h2>
              <Steps community={community} steps={board.steps} rooms={rooms} facts={facts} />
            </div>
          );
        }}
      </Outcome>
    </div>
  );
}

const URGENT = new Set(["open", "check_in", "close"]);
