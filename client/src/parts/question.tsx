/** One question of a survey, in the form of its type. */
import { words } from "../core/i18n";
import { type Answer, type Question, saidIn } from "../nouns/surveys";
import { surveyWords } from "../words/survey";
import { Field } from "./field";
import "./question.css";

interface Properties {
  question: Question;
  answer: Answer | undefined;
  onAnswer: (answer: Answer) => void;
}

const LENGTHS = { short: 280, long: 2000 };

export function QuestionField({ question, answer, onAnswer }: Properties) {
  const { code, type } = question;
  const { text } = saidIn(question, words.value.tag);
  const say = (members: Partial<Answer>) => onAnswer({ code, options: [], number: null, text: null, ...members });
  if (type === "one" || type === "several" || type === "skill")
    return <Options question={question} answer={answer} say={say} />;
  if (type === "scale") return <Scale question={question} answer={answer} say={say} />;
  if (type === "number")
    return (
      <Field
        id={code}
        label={text}
        value={answer?.number?.toString() ?? ""}
        onValue={(value) => say({ number: /^-?\d{1,6}$/.test(value) ? Number(value) : null })}
        input={{ inputMode: "numeric", maxLength: 7 }}
      />
    );
  return (
    <Field
      id={code}
      label={text}
      value={answer?.text ?? ""}
      onValue={(value) => say({ text: value || null })}
      long={type === "long"}
      input={{ maxLength: LENGTHS[type as "short" | "long"] }}
    />
  );
}

type Choosing = Omit<Properties, "onAnswer"> & { say: (members: Partial<Answer>) => void };

function Options({ question, answer, say }: Choosing) {
  const chosen = answer?.options ?? [];
  const isMany = question.type !== "one";
  const said = saidIn(question, words.value.tag);
  const flip = (option: string) =>
    say({ options: chosen.includes(option) ? chosen.filter((one) => one !== option) : [...chosen, option] });
  return (
    <fieldset class="question">
      <legend dir="auto">{said.text}</legend>
      {isMany && <p class="hint">{surveyWords.value.atLeastOne}</p>}
      {question.options.map((option, place) => (
        <label key={option}>
          <input
            type={isMany ? "checkbox" : "radio"}
            name={question.code}
            checked={chosen.includes(option)}
            onChange={() => (isMany ? flip(option) : say({ options: [option] }))}
          />
          <span dir="auto">{said.options[place] ?? option}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Scale({ question, answer, say }: Choosing) {
  return (
    <fieldset class="question" lang={words.value.tag}>
      <legend dir="auto">{saidIn(question, words.value.tag).text}</legend>
      {surveyWords.value.scale.map((name, place) => (
        <label key={name}>
          <input
            type="radio"
            name={question.code}
            checked={answer?.number === place + 1}
            onChange={() => say({ number: place + 1 })}
          />
          <span>
            {place + 1} · {name}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
