/** The way from a mission into its survey: what becomes of my answers is said before. */
import { answerTo, type Mission, stageOf } from "../nouns/missions";
import { BASE } from "../router";
import { surveyWords } from "../words/survey";

export default function SurveyWay({ mission }: { mission: Mission }) {
  const { withoutName, withName, begin, beginAgain, sheetDone, results } = surveyWords.value;
  const form = mission.local.survey!;
  const stage = stageOf(mission);
  const isSent = stage === "answered";
  const isOpen = mission.local.state === "open";
  const mayRead = form.results === "community" || (form.results === "respondents" && isSent);
  return (
    <section>
      {isSent ? <p>{sheetDone}</p> : <p class="quiet">{form.sheets === "named" ? withName : withoutName}</p>}
      {(stage === "toDo" || (isSent && isOpen && form.sheets === "named" && answerTo(mission))) && (
        <a class="button" href={`${BASE}/missions/${mission.id}/survey`}>
          {isSent ? beginAgain : begin}
        </a>
      )}
      {mayRead && (
        <p>
          <a href={`${BASE}/missions/${mission.id}/results`}>{results}</a>
        </p>
      )}
    </section>
  );
}
