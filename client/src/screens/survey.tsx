/** A survey: one question a screen, kept as one goes, sent at the end. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { things } from "../core/store";
import { mission as find, type Mission } from "../nouns/missions";
import { draft, keeperOfSheet, type Sheet, says, sendSheet } from "../nouns/surveys";
import { QuestionField } from "../parts/question";
import { say, watch } from "../parts/toast";
import { DraftOf } from "../parts/typing";
import { go } from "../router";
import { surveyWords } from "../words/survey";
import Unknown from "./unknown";

export default function SurveyScreen({ id }: { id: string }) {
  const mission = find(id);
  const sheet = useSignal<Sheet | null>(null);
  useEffect(() => {
    if (mission) void draft(mission).then((written) => (sheet.value = written));
  }, [mission?.id]);
  if (!mission?.local?.survey) return things("mission").length ? <Unknown /> : null;
  return sheet.value && <Questions mission={mission} sheet={sheet.value} />;
}

function Questions({ mission, sheet: written }: { mission: Mission; sheet: Sheet }) {
  const { step, nextQuestion, previous, sendSheet: sendLabel, needed, sheetSent } = surveyWords.value;
  const { questions } = mission.local.survey!;
  const sheet = useSignal(written);
  const keeper = useMemo(() => keeperOfSheet(mission), [mission.id]);
  const number = useSignal(0);
  const fault = useSignal("");
  const question = questions[number.value]!;
  const isLast = number.value === questions.length - 1;
  const send = async () => {
    await sendSheet(mission, sheet.value);
    go(`/missions/${mission.id}`, { replace: true });
    say(sheetSent);
  };
  const goOn = (event: Event) => {
    event.preventDefault();
    fault.value = question.required && !says(sheet.value[question.code]) ? needed : "";
    if (fault.value) return;
    if (isLast) watch(send());
    else number.value += 1;
  };
  return (
    <form onSubmit={goOn}>
      <h1 class="when">{step(number.value + 1, questions.length)}</h1>
      <progress value={number.value + 1} max={questions.length} aria-hidden="true" />
      {fault.value && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
      <DraftOf.Provider value={keeper}>
        <QuestionField
          key={question.code}
          question={question}
          answer={sheet.value[question.code]}
          onAnswer={(answer) => {
            sheet.value = { ...sheet.value, [question.code]: answer };
            keeper.later(sheet.value);
          }}
        />
      </DraftOf.Provider>
      <p class="question-steps">
        {number.value > 0 && (
          <button type="button" class="button plain" onClick={() => (number.value -= 1)}>
            {previous}
          </button>
        )}
        <button type="submit" class="button">
          {isLast ? sendLabel : nextQuestion}
        </button>
      </p>
    </form>
  );
}
