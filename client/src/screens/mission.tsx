/** One mission: what is asked, and my answer by voice, photo or words. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { sentencesIn } from "../core/refusals";
import { isRead } from "../core/store";
import { moment, nameOf } from "../nouns/experiences";
import {
  answerTo,
  answerWith,
  decline,
  mission as find,
  type Mission,
  refusalOf,
  see,
  stageOf,
  suffices,
  takeBack,
} from "../nouns/missions";
import { Expected, Lacking, Seers } from "../parts/expected";
import { Fault } from "../parts/fault";
import { Field } from "../parts/field";
import { FormWay } from "../parts/form_way";
import { Paragraphs } from "../parts/paragraphs";
import { say, watch } from "../parts/toast";
import { BASE, go } from "../router";
import { Existing } from "./mission_existing";
import Unknown from "./unknown";

export default function MissionScreen({ id }: { id: string }) {
  const mission = find(id);
  useEffect(() => watch(mission && see(mission)), [mission?.id]);
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
      <Paragraphs text={brief} />
      {"speechSynthesis" in window && (
        <button type="button" class="link" onClick={speak}>
          {readAloud}
        </button>
      )}
      <Refusal mission={mission} />
      <FormWay mission={mission} />
      {mission.local.kind === "experience" && <Answer mission={mission} />}
    </article>
  );
}

function Refusal({ mission }: { mission: Mission }) {
  const refusal = refusalOf(mission);
  return <Fault text={refusal ? `${words.value.refusedHere} : ${sentencesIn(refusal)}` : ""} />;
}

function Answer({ mission }: { mission: Mission }) {
  const { answered, answerNow, changeAnswer, untitled, returned, declined, over, accepted } = words.value;
  const answer = answerTo(mission);
  const stage = stageOf(mission);
  const shown = answer?.experience_id ? moment(answer.experience_id) : undefined;
  const refusal = refusalOf(mission);
  const isSubmitted = stage === "answered" && answer?.state === "submitted";
  const isReturned = answer?.state === "returned";
  return (
    <section>
      {answer?.state === "declined" && !refusal && <p class="quiet">{declined}</p>}
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
      {shown && refusal && stage === "toDo" && !suffices(mission, shown) && <Lacking mission={mission} id={shown.id} />}
      {answer?.state === "accepted" && <p>{accepted}</p>}
      {stage === "over" && answer?.state !== "declined" && <p class="quiet">{over}</p>}
      {(stage === "toDo" || isSubmitted) && (
        <>
          <Expected mission={mission} />
          <Seers mission={mission} />
          <a class="button" href={`${BASE}/capture?mission=${mission.id}`}>
            {shown ? changeAnswer : answerNow}
          </a>
          <Existing mission={mission} />
        </>
      )}
      {isSubmitted && shown && <TakeBack mission={mission} moment={shown.id} />}
      {stage === "toDo" && <Decline mission={mission} />}
    </section>
  );
}

function TakeBack({ mission, moment: id }: { mission: Mission; moment: string }) {
  const { takeAnswerBack, answerTakenBack } = words.value;
  const act = async () => {
    await takeBack(mission);
    say(answerTakenBack, () => watch(answerWith(mission, id)));
  };
  return (
    <button type="button" class="link" onClick={() => watch(act())}>
      {takeAnswerBack}
    </button>
  );
}

function Decline({ mission }: { mission: Mission }) {
  const { notThisTime, why, send } = words.value;
  const reason = useSignal("");
  const submit = async (event: Event) => {
    event.preventDefault();
    await decline(mission, reason.value.trim() || notThisTime);
    go("/missions");
  };
  return (
    <details>
      <summary>{notThisTime}</summary>
      <form onSubmit={(event) => watch(submit(event))}>
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
