/** The questions of a survey, who sees its results, and whether names are kept. */
import {
  chooses,
  type QuestionType,
  question,
  type WrittenQuestion,
  type WrittenSurvey,
} from "../../nouns/survey_writing";
import { Field } from "../../parts/field";
import { OneOf } from "../../parts/one_of";
import { Select } from "../../parts/select";
import { writingWords } from "../../words/writing";
import { Places } from "./write_order";
import { Skills } from "./write_skills";
import { Translation } from "./write_translation";
import "./write.css";

interface Properties {
  survey: WrittenSurvey;
  onSurvey: (survey: WrittenSurvey) => void;
}
const TYPES: QuestionType[] = ["one", "several", "scale", "number", "short", "long", "skill"];
const MOST = 30;

export function Survey({ survey, onSurvey }: Properties) {
  const w = writingWords.value;
  const { questions, sheets, results } = survey;
  const put = (all: WrittenQuestion[]) => onSurvey({ ...survey, questions: all });
  return (
    <>
      <h3>{w.questions}</h3>
      <ol class="written">
        {questions.map((one, place) => (
          <li key={one.key}>
            <OneQuestion
              question={one}
              number={place + 1}
              onQuestion={(next) => put(questions.map((other) => (other.key === one.key ? next : other)))}
            />
            <Places all={questions} place={place} onAll={put} name={w.question(place + 1)} />
          </li>
        ))}
      </ol>
      {questions.length < MOST && (
        <button type="button" class="button plain" onClick={() => put([...questions, question()])}>
          {w.addQuestion}
        </button>
      )}
      <OneOf
        legend={w.names}
        name="sheets"
        options={{ unlinked: w.withoutNames, named: w.withNames }}
        value={sheets}
        onValue={(value) => onSurvey({ ...survey, sheets: value })}
      />
      <OneOf
        legend={w.whoReads}
        name="results"
        options={w.readers}
        value={results}
        onValue={(value) => onSurvey({ ...survey, results: value })}
      />
      <p class="hint">{w.smallGroups}</p>
    </>
  );
}

interface QuestionProperties {
  question: WrittenQuestion;
  number: number;
  onQuestion: (question: WrittenQuestion) => void;
}

function OneQuestion({ question: one, number, onQuestion }: QuestionProperties) {
  const w = writingWords.value;
  const id = `question-${one.key}`;
  const change = (members: Partial<WrittenQuestion>) => onQuestion({ ...one, ...members });
  return (
    <fieldset>
      <legend>{w.question(number)}</legend>
      <Field
        id={id}
        label={w.itsWords}
        value={one.text}
        onValue={(text) => change({ text })}
        input={{ maxLength: 200 }}
      />
      <Select
        id={`${id}-type`}
        label={w.itsAnswer}
        value={one.type}
        options={TYPES.map((type) => [type, w.types[type]] as const)}
        onValue={(value) => change({ type: value as QuestionType })}
      />
      {chooses(one) && (
        <Field
          id={`${id}-options`}
          label={w.options}
          hint={w.optionsHint}
          value={one.options}
          onValue={(options) => change({ options })}
          long
        />
      )}
      {one.type === "skill" && <Skills id={id} skills={one.skills} onSkills={(skills) => change({ skills })} />}
      <Translation question={one} onOther={(other) => change({ other })} />
      <label class="tick">
        <input type="checkbox" checked={one.required} onChange={() => change({ required: !one.required })} />{" "}
        {w.required}
      </label>
    </fieldset>
  );
}
