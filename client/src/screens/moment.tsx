/** One moment: what was caught, and what can be added. All is saved as it is typed. */
import { useRef } from "preact/hooks";
import { livedWhen } from "../core/clock";
import { words } from "../core/i18n";
import { isRead, keep } from "../core/store";
import {
  addFile,
  answer,
  change,
  discard,
  type Experience,
  moment as find,
  type Moment,
  nameOf,
  openQuestions,
  pictures,
  QUESTIONS,
  takeAway,
} from "../nouns/experiences";
import { Comments } from "../parts/comments";
import { Field } from "../parts/field";
import { Icon } from "../parts/icon";
import { Media } from "../parts/media";
import { takeIn } from "../parts/picture_ways";
import { Recorder } from "../parts/recorder";
import { RefusedHere } from "../parts/refused_here";
import { say, watch } from "../parts/toast";
import { Versions } from "../parts/versions";
import { BASE, go } from "../router";
import { Circumstances } from "./circumstances";
import { SkillsOfMoment } from "./skills_of_moment";
import Unknown from "./unknown";
import "./moment.css";

export default function MomentScreen({ id }: { id: string }) {
  const moment = find(id);
  if (!moment?.local) return isRead("experience") ? <Unknown /> : null;
  const { untitled, tag, questionsLeft, keptAsTyped } = words.value;
  const { lived_at, utc_offset, lived_precision } = moment.local;
  const questions = openQuestions(moment);
  return (
    <article class="moment">
      <p class="when">{lived_at && livedWhen(lived_at, utc_offset ?? 0, lived_precision ?? "minute", tag)}</p>
      <h1 dir="auto">{nameOf(moment, untitled)}</h1>
      <RefusedHere problem={moment.problem} />
      <Versions item={moment} />
      <Comments on="experience" id={id} />
      {pictures(moment).map((one) => (
        <Media key={one.id} picture={one} onTakeAway={() => watch(takeAway(id, one.id))} />
      ))}
      {questions.length > 0 && (
        <a class="button" href={`${BASE}/moments/${id}/tell`}>
          {questionsLeft(questions.length)}
        </a>
      )}
      <p class="quiet">{keptAsTyped}</p>
      <Words moment={moment} />
      <Answers moment={moment} />
      <SkillsOfMoment moment={moment} />
      <Circumstances moment={moment} />
      <Acts moment={moment} />
    </article>
  );
}

const faultOf = (moment: Moment, name: string) =>
  moment.problem?.errors?.find(({ pointer }) => pointer.endsWith(`/${name}`))?.message;

function Words({ moment }: { moment: Moment }) {
  const { title, text } = words.value;
  const save = (members: Partial<Experience>) => change(moment.id, members);
  return (
    <>
      <Field
        id="title"
        label={title}
        value={moment.local.title ?? ""}
        fault={faultOf(moment, "title")}
        keep={(value) => save({ title: value || null })}
        input={{ maxLength: 200, dir: "auto" }}
      />
      <Field
        id="text"
        label={text}
        value={moment.local.text ?? ""}
        fault={faultOf(moment, "text")}
        keep={(value) => save({ text: value || null })}
        long
      />
    </>
  );
}

/** What was told. A field that is emptied here stays until one leaves. */
function Answers({ moment }: { moment: Moment }) {
  const shown = useRef(new Set<string>()).current;
  const { reflection } = moment.local;
  for (const question of QUESTIONS) if (reflection?.[question]) shown.add(question);
  return QUESTIONS.filter((question) => shown.has(question)).map((question) => (
    <Field
      key={question}
      id={question}
      label={words.value[question]}
      value={reflection?.[question] ?? ""}
      fault={faultOf(moment, question)}
      keep={(value) => answer(moment.id, question, value)}
      long
    />
  ));
}

function Acts({ moment }: { moment: Moment }) {
  const { addPhoto, deleteMoment, removed, deletedLead, share } = words.value;
  const drop = async () => {
    const { local } = moment;
    await discard(moment.id);
    go("/", { replace: true });
    say(`${removed} ${deletedLead}`, () => watch(keep("experience", moment.id, { ...local })));
  };
  return (
    <div class="acts">
      <label class="button plain">
        <Icon name="photo" /> {addPhoto}
        <input
          class="unseen"
          type="file"
          accept="image/*,video/*"
          multiple
          onChange={(event) => watch(takeIn(event.currentTarget, (blob, kind) => addFile(moment.id, blob, kind)))}
        />
      </label>
      <Recorder onKept={(blob) => addFile(moment.id, blob, "audio")} />
      {moment.server && (
        <a href={`${BASE}/share/experience/${moment.id}`}>
          <Icon name="shares" /> {share}
        </a>
      )}
      <button type="button" class="link danger" onClick={() => watch(drop())}>
        {deleteMoment}
      </button>
    </div>
  );
}
