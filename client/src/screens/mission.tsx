/** One mission: what is asked, and my answer by voice, photo or words. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { isRead } from "../core/store";
import { moment, moments, nameOf } from "../nouns/experiences";
import { answerTo, answerWith, decline, mission as find, type Mission, see, stageOf } from "../nouns/missions";
import EventWay from "../parts/event_way";
import { Field } from "../parts/field";
import SurveyWay from "../parts/survey_way";
import { say } from "../parts/toast";
import { BASE, go } from "../router";
import Unknown from "./unknown";

export default function MissionScreen({ id }: { id: string }) {
  const mission = find(id);
  useEffect(() => void (mission && see(mission)), [mission?.id]);
  if (!mission?.local) return isRead("mission") ? <Unknown /> : null;
  const { dueOn, tag, readAloud } = words.value;
  const { title, brief, community, due_at } = mission.local;
  const speak = () =>
    speechSynthesis.speak(Object.assign(new SpeechSynthesisUtterance(`${title}. ${brief ?? ""}`), { lang: tag }));
  return (
    <article>
      <p class="when">
        {community.name}
        {due_at && <> · {dueOn(dayOf(due_at, tag))}</>}
      </p>
      <h1 dir="auto">{title}</h1>
      {brief?.split("\n\n").map((part) => (
        <p key={part} dir="auto">
          {part}
        </p>
      ))}
      {"speechSynthesis" in window && (
        <button type="button" class="link" onClick={speak}>
          {readAloud}
        </button>
      )}
      {mission.local.survey && <SurveyWay mission={mission} />}
      {mission.local.event && <EventWay mission={mission} />}
      {mission.local.kind === "experience" && <Answer mission={mission} />}
    </article>
  );
}

function Answer({ mission }: { mission: Mission }) {
  const { answered, answerNow, changeAnswer, untitled, returned, declined, over } = words.value;
  const answer = answerTo(mission);
  const stage = stageOf(mission);
  const shown = answer?.experience_id ? moment(answer.experience_id) : undefined;
  const isReturned = answer?.state === "returned";
  return (
    <section>
      {answer?.state === "declined" && <p class="quiet">{declined}</p>}
      {isReturned && (
        <p class="fault">
          {returned} {answer?.comment}
        </p>
      )}
      {shown && (
        <p>
          {answered}{" "}
          <a href={`${BASE}/moments/${shown.id}`} dir="auto">
            {nameOf(shown, untitled)}
          </a>
        </p>
      )}
      {stage === "over" && answer?.state !== "declined" && <p class="quiet">{over}</p>}
      {(stage === "toDo" || (stage === "answered" && answer?.state === "submitted")) && (
        <>
          <a class="button" href={`${BASE}/capture?mission=${mission.id}`}>
            {shown ? changeAnswer : answerNow}
          </a>
          <Existing mission={mission} />
        </>
      )}
      {stage === "toDo" && <Decline mission={mission} />}
    </section>
  );
}

/** The latest moments, of which one can be the answer. */
function Existing({ mission }: { mission: Mission }) {
  const { answerWithExisting, untitled, sentAnswer } = words.value;
  const pick = async (id: string) => {
    await answerWith(mission, id);
    say(sentAnswer);
  };
  return (
    <details>
      <summary>{answerWithExisting}</summary>
      <ul class="lines">
        {moments()
          .slice(0, 20)
          .map((one) => (
            <li key={one.id}>
              <button type="button" class="link" dir="auto" onClick={() => void pick(one.id)}>
                {nameOf(one, untitled)}
              </button>
            </li>
          ))}
      </ul>
    </details>
  );
}

function Decline({ mission }: { mission: Mission }) {
  const { notThisTime, why, send } = words.value;
  const reason = useSignal("");
  const submit = async (event: Event) => {
    event.preventDefault();
    await decline(mission, reason.value);
    go("/missions");
  };
  return (
    <details>
      <summary>{notThisTime}</summary>
      <form onSubmit={submit}>
        <Field
          id="reason"
          label={why}
          value={reason.value}
          onValue={(value) => (reason.value = value)}
          input={{ maxLength: 1000 }}
        />
        <button type="submit" class="button plain">
          {send}
        </button>
      </form>
    </details>
  );
}
