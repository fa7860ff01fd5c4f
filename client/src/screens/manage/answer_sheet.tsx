/** What was answered to a survey: all of it as numbers; one sheet, where names are kept. */
import type { Answer, Sent } from "../../nouns/boards";
import { BASE } from "../../router";
import { ballotWords } from "../../words/ballots";
import { writingWords } from "../../words/writing";

export function Results({ mission }: { mission: Sent }) {
  const { seeResults, sheetsUnlinked } = writingWords.value;
  const { resultsAtEnd, toActions, electorate } = ballotWords.value;
  const { ballot, open_ballot, state } = mission;
  const who = open_ballot && state === "open" && <p class="quiet">{electorate(open_ballot)}</p>;
  if (ballot && ballot.results !== "live" && state === "open")
    return (
      <>
        {who}
        <p class="quiet">{resultsAtEnd}</p>
      </>
    );
  return (
    <>
      {who}
      <p>
        <a class="button plain" href={`${BASE}/missions/${mission.id}/results`}>
          {seeResults}
        </a>
      </p>
      {ballot && state === "closed" && (
        <p>
          <a href={`${BASE}/manage/${mission.community_id}/missions/${ballot.of[0]}`}>{toActions}</a>
        </p>
      )}
      {mission.survey?.sheets === "unlinked" && <p class="quiet">{sheetsUnlinked}</p>}
    </>
  );
}

interface Properties {
  survey: NonNullable<Sent["survey"]>;
  answers: NonNullable<Answer["answers"]>;
}

export function Sheet({ survey, answers }: Properties) {
  const said = ({ options, number, text }: Properties["answers"][number]) => text ?? number ?? options.join(", ");
  return (
    <dl class="told">
      {survey.questions.map(({ code, text }) => {
        const answer = answers.find((one) => one.code === code);
        return (
          <div key={code}>
            <dt dir="auto">{text}</dt>
            <dd dir="auto">{answer ? said(answer) : "–"}</dd>
          </div>
        );
      })}
    </dl>
  );
}
