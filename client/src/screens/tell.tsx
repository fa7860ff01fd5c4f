/** Telling more, later: one question a screen, by voice or by words. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { words } from "../core/i18n";
import { addFile, answer, moment as find, nameOf, QUESTIONS } from "../nouns/experiences";
import { goUp } from "../parts/back";
import { Field } from "../parts/field";
import { Recorder } from "../parts/recorder";
import { BASE } from "../router";
import Unknown from "./unknown";
import "./tell.css";

export default function Tell({ id }: { id: string }) {
  const moment = find(id);
  const number = useSignal(0);
  const name = useRef(""); // as it was at the opening: an answer may become it
  if (!moment?.local) return <Unknown />;
  const { untitled, pass, keep, done } = words.value;
  name.current ||= nameOf(moment, untitled);
  const question = QUESTIONS[Math.min(number.value, QUESTIONS.length - 1)]!;
  const next = (event: Event) => {
    event.preventDefault();
    number.value += 1;
    if (number.value === QUESTIONS.length) goUp(`/moments/${id}`);
  };
  const leave = (event: Event) => {
    event.preventDefault();
    goUp(`/moments/${id}`);
  };
  return (
    <form class="tell" onSubmit={next}>
      <p class="when" dir="auto">
        {name.current} · {number.value + 1}/{QUESTIONS.length}
      </p>
      <h1>{words.value[question]}</h1>
      <Field
        key={question}
        id={question}
        label={words.value[question]}
        value={moment.local.reflection?.[question] ?? ""}
        keep={(value) => answer(id, question, value)}
        long
      />
      <Recorder onKept={(blob) => addFile(id, blob, "audio")} />
      <button type="submit" class="button">
        {keep}
      </button>
      <button type="button" class="button plain" onClick={next}>
        {pass}
      </button>
      <a href={`${BASE}/moments/${id}`} onClick={leave}>
        {done}
      </a>
    </form>
  );
}
