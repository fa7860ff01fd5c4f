/** The steps of a programme, one under the other as they come. */
import type { BoardStep } from "../../nouns/programmes";
import { at } from "../../parts/time";
import { BASE } from "../../router";
import { manageWords } from "../../words/manage";
import { programmeWords } from "../../words/programmes";
import "./programme.css";

interface Properties {
  community: string;
  steps: BoardStep[];
  isShort?: boolean;
}

export function Steps({ community, steps, isShort }: Properties) {
  return (
    <ol class="steps">
      {steps.map((step) => (
        <li key={step.id} class={`step ${step.state}`}>
          <One community={community} step={step} isShort={Boolean(isShort)} />
        </li>
      ))}
    </ol>
  );
}

function One({ community, step, isShort }: { community: string; step: BoardStep; isShort: boolean }) {
  const { kinds, tasks, answeredOf, late: lateLabel, readStep, writeStep } = programmeWords.value;
  const { missionStates, opensOn, until } = manageWords.value;
  const { id, title, kind, state, opens_at, due_at, sent, answered, late, next } = step;
  const isBegun = !["draft", "scheduled"].includes(state);
  const base = `${BASE}/manage/${community}/missions`;
  const when = [!isBegun && opens_at && opensOn(at(opens_at)), isBegun && due_at && until(at(due_at))].filter(Boolean);
  return (
    <>
      <p class="when">
        {kinds[kind]} · {missionStates[state]}
        {when.map((text) => (
          <span key={String(text)}> · {text}</span>
        ))}
      </p>
      <strong dir="auto">{title}</strong>
      {tasks[next] && <p>{tasks[next]}</p>}
      {isBegun && !isShort && (
        <p class="quiet">
          {answeredOf(answered, sent)}
          {late > 0 && <> · {lateLabel(late)}</>}
        </p>
      )}
      <a href={isBegun ? `${base}/${id}` : `${base}/new?draft=${id}`}>{isBegun ? readStep : writeStep}</a>
    </>
  );
}
