/** What everybody answered to a survey: numbers that name nobody. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { Offline } from "../core/session";
import { type Results, readResults } from "../nouns/surveys";
import { BallotResult } from "../parts/ballot_result";
import { surveyWords } from "../words/survey";

export default function ResultsScreen({ id }: { id: string }) {
  const { needsNetwork } = words.value;
  const { results: title, fewer, respondents, rounded } = surveyWords.value;
  const results = useSignal<Results | null>(null);
  const fault = useSignal("");
  useEffect(() => {
    readResults(id)
      .then((read) => (results.value = read))
      .catch((problem) => (fault.value = problem instanceof Offline ? needsNetwork : problem.message));
  }, [id]);
  const vote = results.value && results.value.ballot;
  return (
    <>
      <h1>{title}</h1>
      {fault.value && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
      {results.value && (
        <>
          <p class="lead">{results.value.people === null ? fewer : respondents(results.value.people)}</p>
          {results.value.people !== null && !results.value.is_over && <p class="quiet">{rounded}</p>}
          {vote && <BallotResult result={vote} />}
          {results.value.people !== null &&
            results.value.questions.map((question) => <QuestionResult key={question.code} question={question} />)}
        </>
      )}
    </>
  );
}

function QuestionResult({ question }: { question: Results["questions"][number] }) {
  const { mean, fewer, withheld } = surveyWords.value;
  const { tag } = words.value;
  return (
    <section>
      <h2 dir="auto">{question.text}</h2>
      {question.people === null && <p class="quiet">{fewer}</p>}
      {question.mean !== null && <p>{mean(question.mean.toLocaleString(tag))}</p>}
      {question.people !== null && (
        <ul class="lines">
          {question.options.map(({ option, people }) => (
            <li key={option}>
              <span dir="auto">{option}</span>{" "}
              <meter min={0} max={question.people!} value={people ?? 0} aria-hidden="true" />{" "}
              <strong>{people ?? withheld}</strong>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
