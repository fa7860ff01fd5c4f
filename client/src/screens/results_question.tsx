/** What was answered to one question: all together, before and after, and by the answers to another one. */
import { words } from "../core/i18n";
import type { Results } from "../nouns/surveys";
import { surveyWords } from "../words/survey";
import "../parts/proposals.css";

/** What was written is read by the team, or by nobody. */
const WRITTEN = new Set(["short", "long"]);

type Question = Results["questions"][number];

export function QuestionResult({ question }: { question: Question }) {
  const { mean, paired, fewer, withheld, wasBefore, writtenWords } = surveyWords.value;
  const { tag } = words.value;
  const { before, paired: pair } = question;
  return (
    <section>
      <h2 dir="auto">{question.text}</h2>
      {question.people === null && <p class="quiet">{fewer}</p>}
      {WRITTEN.has(question.type) && question.people !== null && <p class="quiet">{writtenWords(question.people)}</p>}
      {question.mean !== null && (
        <p>
          {mean(question.mean.toLocaleString(tag))}
          {before && <> · {wasBefore(before.mean.toLocaleString(tag), before.people)}</>}
        </p>
      )}
      {pair && <p>{paired(pair.people, pair.before.toLocaleString(tag), pair.after.toLocaleString(tag))}</p>}
      {question.people !== null && !question.rows?.length && (
        <ul class="plain-list answers">
          {question.options.map(({ option, label, people }) => (
            <li key={option}>
              <span dir="auto">{label}</span> <strong>{people ?? withheld}</strong>
              <meter min={0} max={question.people!} value={people ?? 0} aria-hidden="true" />
            </li>
          ))}
        </ul>
      )}
      {question.rows && <Crossed question={question} rows={question.rows} />}
    </section>
  );
}

/** Groups that are too small are counted with another one: the server says which. */
function Crossed({ question, rows }: { question: Question; rows: NonNullable<Question["rows"]> }) {
  const { fewer, noAnswer, group, meanShort } = surveyWords.value;
  const { tag } = words.value;
  if (!rows.length) return <p class="quiet">{fewer}</p>;
  const hasMean = rows.some(({ mean }) => mean !== null);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard
    <section class="sheet-scroll" aria-label={question.text} tabIndex={0}>
      <table class="sheet">
        <thead>
          <tr>
            <th scope="col">{group}</th>
            {question.options.map(({ option, label }) => (
              <th key={option} scope="col" dir="auto">
                {label}
              </th>
            ))}
            {hasMean && <th scope="col">{meanShort}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ options, counts, mean }) => (
            <tr key={options.join()}>
              <th scope="row" dir="auto">
                {options.map((option) => option ?? noAnswer).join(", ")}
              </th>
              {counts.map((count, place) => (
                <td key={question.options[place]?.option ?? place}>{count || "–"}</td>
              ))}
              {hasMean && <td>{mean?.toLocaleString(tag) ?? "–"}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
