/** What everybody answered to a survey: numbers that name nobody, also by the answers to one question. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { filesOf } from "../nouns/files";
import { mission as find } from "../nouns/missions";
import { type Results, readResults } from "../nouns/surveys";
import { BallotResult } from "../parts/ballot_result";
import { Fault } from "../parts/fault";
import { Files } from "../parts/files";
import { sayWhy } from "../parts/look";
import { Select } from "../parts/select";
import { ballotWords } from "../words/ballots";
import { surveyWords } from "../words/survey";
import { QuestionResult } from "./results_question";

export default function ResultsScreen({ id }: { id: string }) {
  const { resultsOf, resultOfVote, fewer, respondents, rounded, inBatches } = surveyWords.value;
  const results = useSignal<Results | null>(null);
  const by = useSignal("");
  const fault = useSignal("");
  useEffect(() => {
    fault.value = "";
    readResults(id, by.value)
      .then((read) => (results.value = read))
      .catch((problem) => (fault.value = sayWhy(problem)));
  }, [id, by.value]);
  const found = results.value;
  const title = found?.ballot ? resultOfVote : resultsOf;
  const mission = find(id);
  const voters = found?.ballot?.voters ?? found?.people ?? null;
  return (
    <>
      {mission && (
        <p class="when" dir="auto">
          {mission.local.title}
        </p>
      )}
      <h1>{title}</h1>
      <Fault text={fault.value} />
      {found && (
        <>
          {!(voters === null && found.ballot?.order_only) && (
            <p class="lead">
              {voters === null ? fewer : found.ballot ? ballotWords.value.votersOf(voters) : respondents(voters)}
            </p>
          )}
          {found.people !== null && !found.is_over && <p class="quiet">{found.ballot ? inBatches : rounded}</p>}
          {found.ballot && <BallotResult result={found.ballot} />}
          {found.people !== null && (
            <>
              {found.is_over && <By results={found} value={by.value} onValue={(code) => (by.value = code)} />}
              {found.questions.map((question) => (
                <QuestionResult key={question.code} question={question} />
              ))}
              <Files
                path={filesOf.results(id)}
                suffixes={["ods", "csv"]}
                name={`${title} ${mission?.local.title ?? ""}`}
                query={by.value && `?by=${encodeURIComponent(by.value)}`}
              />
            </>
          )}
        </>
      )}
    </>
  );
}

interface Properties {
  results: Results;
  value: string;
  onValue: (code: string) => void;
}

/** One question at a time: two would single people out. */
function By({ results, value, onValue }: Properties) {
  const { byQuestion, byNone } = surveyWords.value;
  const choices = results.questions.filter(({ type }) => type === "one");
  if (!choices.length) return null;
  return (
    <Select
      id="by"
      label={byQuestion}
      value={value}
      none={byNone}
      options={choices.map(({ code, text }) => [code, text] as const)}
      onValue={(value) => onValue(value)}
    />
  );
}
