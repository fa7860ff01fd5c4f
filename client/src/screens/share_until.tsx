/** Until when, with a passcode if one likes; then the sentence that is agreed to, and the last word. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { localInstant, written } from "../core/clock";
import { words } from "../core/i18n";
import { Offline } from "../core/refusals";
import { isSentence, type Sentence } from "../nouns/consents";
import { cut, give, sentenceFor, type Terms } from "../nouns/grants";
import { termsOf } from "../nouns/terms";
import { Field } from "../parts/field";
import { say, watch } from "../parts/toast";
import { DraftOf } from "../parts/typing";
import { go } from "../router";
import { sharingWords } from "../words/sharing";
import { isRefusal, Refusal } from "./refusal";
import type { StepProperties } from "./share";
import { LEAST_PASSCODE, Passcode } from "./share_passcode";

const LENGTHS = [7, 31, 92, 365]; // days
const PAUSE = 500; // milliseconds without a change

/** The days of this week by their names, and any other one. */
function OneDay({ date, onDay }: { date: string; onDay: (date: string) => void }) {
  const { lastDay, dayWanted } = sharingWords.value;
  const format = { weekday: "long", day: "numeric", month: "long" } as const;
  const week = Array.from({ length: 7 }, (_, ahead) => {
    const day = new Date();
    day.setDate(day.getDate() + ahead + 1);
    return { value: localInstant(day).slice(0, 10), name: written(day, words.value.tag, format) };
  });
  return (
    <>
      <div class="chips">
        {week.map(({ value, name }) => (
          <button key={value} type="button" aria-pressed={date === value} onClick={() => onDay(value)}>
            {name}
          </button>
        ))}
      </div>
      <Field
        id="last-day"
        label={lastDay}
        fault={date ? undefined : dayWanted}
        value={date}
        onValue={onDay}
        input={{ type: "date", min: new Date().toISOString().slice(0, 10) }}
      />
    </>
  );
}

export function Until({ target, of, choice, change, onGiven }: StepProperties & { onGiven: () => void }) {
  const { needsNetwork } = words.value;
  const { lengths, otherDay, agreeTo, shareNow, sharedNow, keptForLater, looking } = sharingWords.value;
  const sentence = useSignal<Sentence | null>(null);
  const terms = useSignal<Terms | null>(null);
  const fault = useSignal<unknown>(null);
  const { days, date, audience, passcode } = choice;
  const isReady = (days !== null || date !== "") && (!passcode || passcode.length >= LEAST_PASSCODE);
  const ask = async () => {
    sentence.value = null;
    fault.value = null;
    if (!isReady) return;
    const now = termsOf(choice, target, of);
    try {
      const answer = await sentenceFor(now);
      terms.value = now;
      if (isSentence(answer)) sentence.value = answer;
    } catch (problem) {
      fault.value = problem;
    }
  };
  useEffect(() => {
    const timer = setTimeout(() => void ask(), PAUSE);
    const again = () => void ask();
    addEventListener("online", again);
    return () => {
      clearTimeout(timer);
      removeEventListener("online", again);
    };
  }, [days, date, passcode]);
  const decide = async () => {
    try {
      const access = await give(terms.value!, sentence.value!);
      onGiven();
      go(audience === "link" ? `/grants/${access.id}` : "/shares", { replace: true });
      say(sharedNow, () => watch(cut(access.id)));
    } catch (problem) {
      fault.value = problem;
    }
  };
  const isOffline = fault.value instanceof Offline;
  return (
    <>
      <div class="chips">
        {LENGTHS.map((length, place) => (
          <button key={length} type="button" aria-pressed={days === length} onClick={() => change({ days: length })}>
            {lengths[place]}
          </button>
        ))}
        <button type="button" aria-pressed={days === null} onClick={() => change({ days: null })}>
          {otherDay}
        </button>
      </div>
      {days === null && <OneDay date={date} onDay={(value) => change({ date: value })} />}
      {audience === "link" && (
        <DraftOf.Provider value={null}>
          <Passcode value={passcode} onValue={(value) => change({ passcode: value })} />
        </DraftOf.Provider>
      )}
      {sentence.value && (
        <>
          <h2>{agreeTo}</h2>
          <blockquote class="tinted sentence">{sentence.value.text}</blockquote>
        </>
      )}
      <div role="status">
        {isReady && !sentence.value && fault.value === null && <p class="quiet">{looking}</p>}
        {isOffline && (
          <p class="tinted">
            {needsNetwork} {keptForLater}
          </p>
        )}
      </div>
      {isRefusal(fault.value) ? (
        <Refusal fault={fault.value} />
      ) : (
        fault.value !== null &&
        !isOffline && (
          <p class="fault" role="alert">
            {(fault.value as Error).message}
          </p>
        )
      )}
      <button type="button" class="button" disabled={!sentence.value} onClick={() => void decide()}>
        {shareNow}
      </button>
    </>
  );
}
