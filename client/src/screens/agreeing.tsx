/** A yes to a request: the server says as a sentence what would be given, and the yes is to that sentence. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { isSentence, type Sentence } from "../nouns/consents";
import { Fault } from "../parts/fault";
import { sayWhy } from "../parts/look";
import { say } from "../parts/toast";
import { go } from "../router";
import { sharingWords } from "../words/sharing";
import { isRefusal, Refusal } from "./refusal";

const PAUSE = 500; // milliseconds without a change

interface Properties<Answer> {
  answer: Answer;
  find: (answer: Answer) => Promise<unknown>;
  give: (answer: Answer, sentence: Sentence) => Promise<unknown>;
  nothing: string; // what is said where nothing would be given
  label: string;
  done: string;
}

export function Agreeing<Answer extends { targets: unknown[] }>(properties: Properties<Answer>) {
  const { answer, find, give, nothing, label, done } = properties;
  const sentence = useSignal<Sentence | null>(null);
  const fault = useSignal<unknown>(null);
  const isNothing = answer.targets.length === 0;
  const attempt = (act: Promise<unknown>, after: (found: unknown) => void) =>
    act.then(after, (problem) => (fault.value = problem));
  const ask = () => {
    sentence.value = null;
    fault.value = null;
    if (isNothing) return;
    void attempt(find(answer), (found) => {
      if (isSentence(found)) sentence.value = found;
    });
  };
  useEffect(() => {
    const timer = setTimeout(ask, PAUSE);
    return () => clearTimeout(timer);
  }, [JSON.stringify(answer)]);
  const decide = () =>
    void attempt(give(answer, sentence.value!), () => {
      go("/shares", { replace: true });
      say(done);
    });
  return (
    <>
      {isNothing && <p class="quiet">{nothing}</p>}
      {sentence.value && (
        <>
          <h2>{sharingWords.value.agreeTo}</h2>
          <blockquote class="tinted sentence">{sentence.value.text}</blockquote>
        </>
      )}
      {isRefusal(fault.value) ? (
        <Refusal fault={fault.value} />
      ) : (
        <Fault text={fault.value === null ? "" : sayWhy(fault.value)} />
      )}
      <button type="button" class="button" disabled={!sentence.value} onClick={decide}>
        {label}
      </button>
    </>
  );
}
