/** Missions: what is to be done first, then what was answered. */
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { thing } from "../core/store";
import { answerTo, type Mission, missions, refusalOf, type Stage, stageOf } from "../nouns/missions";
import { Icon } from "../parts/icon";
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
        {all.map((mission) => (
          <li key={mission.id} class="card">
            <a href={`${BASE}/missions/${mission.id}`}>
              <span class="when">
                {mission.local.community.name}
                {mission.local.due_at && stage === "toDo" && <> · {dueOn(dayOf(mission.local.due_at, tag))}</>}
              </span>
              <strong dir="auto">{mission.local.title}</strong>
              <Signs mission={mission} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Signs({ mission }: { mission: Mission }) {
  const { waits, refusedHere, accepted } = words.value;
  const refusal = refusalOf(mission);
  if (refusal)
    return (
      <span class="signs">
        <span class="refused">
          <Icon name="alert" /> {refusedHere}
        </span>
      </span>
    );
  if (stageOf(mission) === "answered" && thing("response", mission.local.response?.id ?? "")?.dirty)
    return <span class="signs">{waits}</span>;
  return mission.local.kind === "experience" && answerTo(mission)?.state === "accepted" ? (
    <span class="signs">{accepted}</span>
  ) : null;
}
