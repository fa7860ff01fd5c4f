/** What is given: each thing can be unticked, each right too, and the end comes earlier. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { Offline } from "../core/session";
import { isSentence, type Sentence } from "../nouns/consents";
import type { Right } from "../nouns/grants";
import { type Answer, accept, linesOf, type RequestDetail, sentenceFor } from "../nouns/requests";
import { say } from "../parts/toast";
import { go } from "../router";
import { sharingWords } from "../words/sharing";
import { isRefusal, Refusal } from "./refusal";
import { Lines, Until } from "./request_lines";

const PAUSE = 500; // milliseconds without a change

export function Answering({ request }: { request: RequestDetail }) {
  const { rights: names, mayRead, agreeTo, acceptAll, acceptLess, accepted, tickOne } = sharingWords.value;
  const lines = linesOf(request);
  const ticked = useSignal(new Set(lines.filter(({ within }) => !within).map(({ key }) => key)));
  const rights = useSignal<Right[]>(request.rights);
  const ends_at = useSignal(request.ends_at);
  const sentence = useSignal<Sentence | null>(null);
  const fault = useSignal<unknown>(null);
  const wholes = lines.filter(({ within }) => !within);
  const chosen = lines.filter(({ key, within }) => ticked.value.has(key) && !(within && ticked.value.has(within)));
  const isLess =
    wholes.some(({ key }) => !ticked.value.has(key)) ||
    rights.value.length < request.rights.length ||
    ends_at.value !== request.ends_at;
  const answer: Answer = { targets: chosen.map(({ target }) => target), rights: rights.value, ends_at: ends_at.value };
  const key = JSON.stringify(answer);
  const ask = async () => {
    sentence.value = null;
    fault.value = null;
    if (!answer.targets.length) return;
    await sentenceFor(request.id, answer).then(
      (found) => {
        if (isSentence(found)) sentence.value = found;
      },
      (problem) => (fault.value = problem),
    );
  };
  useEffect(() => {
    const timer = setTimeout(() => void ask(), PAUSE);
    return () => clearTimeout(timer);
  }, [key]);
  const toggle = (name: string) => {
    const next = new Set(ticked.value);
    if (!next.delete(name)) next.add(name);
    ticked.value = next;
  };
  const decide = () =>
    void accept(request.id, answer, sentence.value!).then(
      () => {
        go("/shares", { replace: true });
        say(accepted);
      },
      (problem) => (fault.value = problem),
    );
  return (
    <>
      <Lines lines={lines} ticked={ticked.value} onToggle={toggle} />
      <fieldset>
        <legend>{mayRead}</legend>
        {request.rights
          .filter((right) => right !== "view")
          .map((right) => (
            <label key={right} class="to-tick">
              <input
                type="checkbox"
                checked={rights.value.includes(right)}
                onChange={() => {
                  const isIn = rights.value.includes(right);
                  rights.value = isIn ? rights.value.filter((one) => one !== right) : [...rights.value, right];
                }}
              />
              <span>{names[right as keyof typeof names]}</span>
            </label>
          ))}
      </fieldset>
      <Until asked={request.ends_at} end={ends_at} />
      {answer.targets.length === 0 && <p class="quiet">{tickOne}</p>}
      {sentence.value && (
        <>
          <h2>{agreeTo}</h2>
          <blockquote class="tinted sentence">{sentence.value.text}</blockquote>
        </>
      )}
      {isRefusal(fault.value) ? (
        <Refusal fault={fault.value} />
      ) : (
        fault.value !== null && (
          <p class="fault" role="alert">
            {fault.value instanceof Offline ? words.value.needsNetwork : (fault.value as Error).message}
          </p>
        )
      )}
      <button type="button" class="button" disabled={!sentence.value} onClick={decide}>
        {isLess ? acceptLess : acceptAll}
      </button>
    </>
  );
}
