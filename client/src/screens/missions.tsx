/** Missions: what is to be done first, then what was answered. */
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { type Mission, missions, type Stage, stageOf } from "../nouns/missions";
import { PushQuestion } from "../parts/reach";
import { BASE } from "../router";

const STAGES: Stage[] = ["toDo", "answered", "over"];

export default function Missions() {
  const { missions: title, noMission } = words.value;
  const all = missions();
  return (
    <>
      <h1>{title}</h1>
      {!all.some((mission) => stageOf(mission) === "toDo") && <p class="quiet">{noMission}</p>}
      {all.some((mission) => stageOf(mission) === "answered") && <PushQuestion />}
      {STAGES.map((stage) => (
        <Part key={stage} stage={stage} all={all.filter((mission) => stageOf(mission) === stage)} />
      ))}
    </>
  );
}

function Part({ stage, all }: { stage: Stage; all: Mission[] }) {
  const { stages, dueOn, tag } = words.value;
  if (!all.length) return null;
  return (
    <section>
      <h2>{stages[stage]}</h2>
      <ul class="cards">
        {all.map(({ id, local, dirty }) => (
          <li key={id} class="card">
            <a href={`${BASE}/missions/${id}`}>
              <span class="when">
                {local.community.name}
                {local.due_at && stage === "toDo" && <> · {dueOn(dayOf(local.due_at, tag))}</>}
              </span>
              <strong dir="auto">{local.title}</strong>
              {dirty === 1 && <span class="signs">{words.value.waits}</span>}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
