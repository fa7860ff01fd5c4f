/** The running order: each step can be shown at any time. */
import type { Signal } from "@preact/signals";
import { isAt, type Live, type Step } from "../../nouns/rooms";
import { roomWords } from "../../words/rooms";

const LENGTHS = [30, 60, 120, 300, 480, 600, 900, 1200]; // seconds

/** « Question : Mieux se connaître » */
export function nameOf({ phase, mission }: Step): string {
  const name = roomWords.value.phases[phase] ?? "";
  return mission ? `${name} – ${mission.title}` : name;
}

interface Properties {
  steps: Step[];
  live: Live;
  seconds: Signal<number | null | undefined>;
  onShow: (step: Step) => Promise<void>;
}

export function Order({ steps, live, seconds, onShow }: Properties) {
  const { runningOrder, showIt, phases } = roomWords.value;
  const pause: Step = { phase: "break", mission: null, seconds: 600 };
  return (
    <section>
      <h2>{runningOrder}</h2>
      <Length seconds={seconds} />
      <ol class="running-order">
        {[...steps.slice(0, -1), pause, ...steps.slice(-1)].map((step) => {
          const isNow = isAt(step, live);
          return (
            <li key={`${step.phase} ${step.mission?.id}`} aria-current={isNow ? "step" : undefined}>
              <span dir="auto">
                <small>{phases[step.phase]}</small> {step.mission?.title}
              </span>
              <button
                type="button"
                class="button plain"
                aria-label={`${showIt} ${nameOf(step)}`}
                onClick={() => void onShow(step)}
              >
                {showIt}
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Length({ seconds }: { seconds: Signal<number | null | undefined> }) {
  const { lasts, minutes, secondsLong, usualLength, noClock } = roomWords.value;
  return (
    <div class="field">
      <label for="lasts">{lasts}</label>
      <select
        id="lasts"
        value={String(seconds.value)}
        onChange={({ currentTarget: { value } }) => {
          seconds.value = value === "undefined" ? undefined : value === "null" ? null : Number(value);
        }}
      >
        <option value="undefined">{usualLength}</option>
        {LENGTHS.map((length) => (
          <option key={length} value={length}>
            {length < 60 ? secondsLong(length) : minutes(length / 60)}
          </option>
        ))}
        <option value="null">{noClock}</option>
      </select>
    </div>
  );
}
