/** Telling more, later: one question a screen, by voice or by words. */
import { useSignal } from "@preact/signals";
import { words } from "../core/i18n";
import { addFile, answer, moment as find, nameOf, QUESTIONS } from "../nouns/experiences";
import { Field } from "../parts/field";
import { Recorder } from "../parts/recorder";
import { BASE, go } from "../router";
import Unknown from "./unknown";
import "./tell.css";

export default function Tell({ id }: { id: string }) {
  const moment = find(id);
  const number = useSignal(0);
  if (!moment?.local) return <Unknown />;
  const { untitled, pass, keep, done } = words.value;
  const question = QUESTIONS[Math.min(number.value, QUESTIONS.length - 1)]!;
  const next = (event: Event) => {
    event.preventDefault();
    number.value += 1;
    if (number.value === QUESTIONS.length) go(`/moments/${id}`, { replace: true });
  };
  return (
    <form class="tell" onSubmit={next}>
      <p class="when" dir="auto">
        {nameOf(moment, untitled)} · {number.value + 1}/{QUESTIONS.length}
      </p>
      <h1>{words.value[question]}</h1>
      <Field
        key={question}
        id={question}
        label={words.value[question]}
        value={moment.local.reflection?.[question] ?? ""}
        onValue={(value) => void answer(id, question, value)}
        long
      />
      <Recorder onKept={(blob) => addFile(id, blob, "audio")} />
      <button type="submit" class="button">
        {keep}
      </button>
      <button type="button" class="button plain" onClick={next}>
        {pass}
      </button>
      <a href={`${BASE}/moments/${id}`}>{done}</a>
    </form>
  );
}
