/** The latest moments, of which one can be the answer. */
import { useSignal } from "@preact/signals";
import { livedWhen } from "../core/clock";
import { words } from "../core/i18n";
import { type Moment, moments, nameOf, pictures } from "../nouns/experiences";
import { answerIfWhole, type Mission } from "../nouns/missions";
import { Lacking } from "../parts/expected";
import { say, watch } from "../parts/toast";
import "./mission_existing.css";

const MOST = 20;

export function Existing({ mission }: { mission: Mission }) {
  const { answerWithExisting, sentAnswer } = words.value;
  const lacking = useSignal("");
  const pick = async (id: string) => {
    const isAnswer = await answerIfWhole(mission, id);
    lacking.value = isAnswer ? "" : id;
    if (isAnswer) say(sentAnswer);
  };
  return (
    <details>
      <summary>{answerWithExisting}</summary>
      <ul class="lines">
        {moments()
          .slice(0, MOST)
          .map((one) => (
            <li key={one.id}>
              <Candidate moment={one} onPick={() => watch(pick(one.id))} />
              {lacking.value === one.id && (
                <Lacking mission={mission} id={one.id} onAnswered={() => (lacking.value = "")} />
              )}
            </li>
          ))}
      </ul>
    </details>
  );
}

function Candidate({ moment, onPick }: { moment: Moment; onPick: () => void }) {
  const { tag, untitled } = words.value;
  const { lived_at, utc_offset, lived_precision } = moment.local;
  const photo = pictures(moment).find((one) => one.address && (one.kind === "photo" || one.kind === undefined));
  return (
    <button type="button" class="candidate" onClick={onPick}>
      {photo && <img src={photo.address} alt={photo.alt} loading="lazy" decoding="async" />}
      <span>
        <strong dir="auto">{nameOf(moment, untitled)}</strong>
        <span class="when">{lived_at && livedWhen(lived_at, utc_offset ?? 0, lived_precision ?? "minute", tag)}</span>
      </span>
    </button>
  );
}
