/** The board of a mission: who saw it, who answered, who is late; each answer opens beside. */
import { useSignal } from "@preact/signals";
import type { Line, Part, Sent, Tally } from "../../nouns/boards";
import { board, inPlace, isBeingSent, occurrences, PARTS, sent, tally } from "../../nouns/boards";
import { type Asked, Outcome, useAsked, useFollowing } from "../../parts/asked";
import { chosen, Desk } from "../../parts/desk";
import { KeyHelp, useKeys } from "../../parts/keys";
import { at } from "../../parts/time";
import { BASE } from "../../router";
import { manageWords } from "../../words/manage";
import { Reviewed } from "./answer";
import { Results } from "./answer_sheet";
import { AttendanceList } from "./attendance";
import { Acts } from "./board_acts";
import { Lines } from "./board_lines";
import { Series } from "./board_series";
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
  const asked: Asked<Standing> = useAsked(() => read(id, asked.value.value?.lines ?? []), [id]);
  useFollowing(asked, ({ mission }) => isBeingSent(mission));
  return (
    <div class="wide">
      <p class="when">
        <a href={`${BASE}/manage/${community}/missions`}>{back}</a>
      </p>
      {!asked.value.value && <h1>{manage}</h1>}
      <Outcome asked={asked}>
        {({ mission, count, lines, series }) => (
          <>
            <h1 dir="auto">{mission.title}</h1>
            <When mission={mission} />
            <Acts mission={mission} onDone={asked.again} />
            {series && <Series all={series} />}
            {count && <Count count={count} isReviewed={mission.kind === "experience"} />}
            {(mission.survey || mission.ballot) && count && <Results mission={mission} />}
            {mission.ballot && <PaperCount mission={mission} />}
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

interface Properties {
  mission: Sent;
  lines: Line[];
  onReviewed: () => Promise<void>;
}

function Answers({ mission, lines, onReviewed }: Properties) {
  const { pickLine, acceptIt, askAgain, answerBeside, nobodyYet } = manageWords.value;
  const part = useSignal<Part>("all");
  const name = useSignal("");
  const wanted = name.value.trim().toLowerCase();
  const some = lines.filter(
    (line) =>
      PARTS[part.value](line) && `${line.user.display_name} ${line.tags.join(" ")}`.toLowerCase().includes(wanted),
  );
  const open = lines.find(({ id }) => id === chosen());
  const press = (selector: string) => () => document.querySelector<HTMLElement>(`.review ${selector}`)?.click();
  useKeys({ a: press(".accept"), r: () => document.querySelector<HTMLElement>(".review textarea")?.focus() });
  if (!lines.length) return <p class="quiet">{nobodyYet}</p>;
  return (
    <>
      <Desk
        open={open?.id ?? null}
        name={answerBeside}
        list={
          <Lines
            all={lines}
            lines={some}
            part={part.value}
            onPart={(next) => (part.value = next)}
            name={name.value}
            onName={(next) => (name.value = next)}
          />
        }
      >
        {open ? (
          <Reviewed key={open.id} mission={mission} line={open} onReviewed={onReviewed} />
        ) : (
          <p class="quiet pick">{pickLine}</p>
        )}
      </Desk>
      <KeyHelp more={{ a: acceptIt, r: askAgain }} />
    </>
  );
}
