/** The words of a question in another language: whoever reads that one answers in it. */
import { chooses, type WrittenQuestion } from "../../nouns/survey_writing";
import { Field } from "../../parts/field";
import { writingWords } from "../../words/writing";

interface Properties {
  question: WrittenQuestion;
  onOther: (other: WrittenQuestion["other"]) => void;
}

export function Translation({ question, onOther }: Properties) {
  const w = writingWords.value;
  const { other } = question;
  const id = `other-${question.key}`;
  return (
    <details open={Boolean(other.text)}>
      <summary>{w.inOther[other.tag] ?? other.tag}</summary>
      <Field
        id={id}
        label={w.itsWords}
        value={other.text}
        onValue={(text) => onOther({ ...other, text })}
        input={{ maxLength: 200, lang: other.tag }}
      />
      {chooses(question) && (
        <Field
          id={`${id}-options`}
          label={w.options}
          hint={w.sameOrder}
          value={other.options}
          onValue={(options) => onOther({ ...other, options })}
          long
        />
      )}
      {question.type === "skill" && <p class="hint">{w.skillsTranslated}</p>}
    </details>
  );
}
