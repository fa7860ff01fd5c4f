/** The steps of a programme, one under the other as they come. */
import type { BoardStep } from "../../nouns/programmes";
import type { Room } from "../../nouns/rooms";
import { at } from "../../parts/time";
import { BASE } from "../../router";
import { manageWords } from "../../words/manage";
import { programmeWords } from "../../words/programmes";
import "./programme.css";

/** In which room it is asked: there it opens as it is shown. */
export const roomOf = ({ id }: BoardStep, rooms: Room[]) =>
  rooms.find(({ missions, state }) => state !== "closed" && missions.includes(id));

interface Properties {
  community: string;
  steps: BoardStep[];
  rooms: Room[];
  facts: Facts;
  isShort?: boolean;
}

/** By step: when an event takes place, and how many ideas wait for somebody of the team to read them. */
export interface Facts {
  days: Map<string, string>;
  toRead: Map<string, number>;
}

export function Steps({ community, steps, rooms, facts, isShort }: Properties) {
  return (
    <ol class="steps">
      {steps.map((step) => (
        <li key={step.id} class={`step ${step.state}`}>
          <One community={community} step={step} room={roomOf(step, rooms)} facts={facts} isShort={Boolean(isShort)} />
        </li>
      ))}
    </ol>
  );
}

interface OneProperties {
  community: string;
  step: BoardStep;
  room: Room | undefined;
  facts: Facts;
  isShort: boolean;
}

function One({ community, step, room, facts, isShort }: OneProperties) {
  const {
    kinds,
    tasks,
    opensInRoom,
    toRoom,
    answeredOf,
    late: lateLabel,
    readStep,
    writeStep,
    openStep,
    takesPlace,
  } = programmeWords.value;
  const { missionStates, opensOn, until, ideasToRead } = manageWords.value;
  const { id, title, kind, state, opens_at, due_at, sent, answered, late, next } = step;
  const isBegun = !["draft", "scheduled"].includes(state);
  const base = `${BASE}/manage/${community}/missions`;
  const isAhead = Boolean(opens_at && Date.parse(opens_at) > Date.now());
  const [day, ideas] = [facts.days.get(id), facts.toRead.get(id)];
  const task = ideas ? ideasToRead(ideas) : next === "start" ? "" : tasks[next]; // what starts it is said above
  const when = [
    day && takesPlace(at(day)),
    !isBegun && isAhead && opens_at && opensOn(at(opens_at)),
    isBegun && due_at && until(at(due_at)),
  ].filter(Boolean);
  return (
    <>
      <p class="when">
        {kinds[kind]} · {missionStates[state]}
        {when.map((text) => (
          <span key={String(text)}> · {text}</span>
        ))}
      </p>
      <strong dir="auto">{title}</strong>
      {!isBegun && room ? <p>{opensInRoom}</p> : task && <p>{task}</p>}
      {isBegun && !isShort && (
        <p class="quiet">
          {answeredOf(answered, sent)}
          {late > 0 && <> · {lateLabel(late)}</>}
        </p>
      )}
      <span class="acts-line">
        <a href={isBegun ? `${base}/${id}` : `${base}/new?draft=${id}`}>
          {isBegun ? readStep : next === "open" && !room ? openStep : writeStep}
        </a>
        {room && !isShort && <a href={`${BASE}/manage/${community}/rooms/${room.id}`}>{toRoom}</a>}
      </span>
    </>
  );
}
