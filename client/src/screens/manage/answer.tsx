/** One answer, beside the table: what it shows, and what is said of it. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Refused } from "../../core/refusals";
import { type Answer, answer, type Line, review, type Sent } from "../../nouns/boards";
import { Outcome, Trouble, useAsked } from "../../parts/asked";
import { Field } from "../../parts/field";
import { step } from "../../parts/keys";
import { ShownMoment } from "../../parts/moment_shown";
import { at } from "../../parts/time";
import { say } from "../../parts/toast";
import { manageWords } from "../../words/manage";
import { Sheet } from "./answer_sheet";
import { QuoteAsk } from "./quote_ask";

const OPEN_TO_REVIEW = new Set(["submitted", "accepted", "returned"]);

interface ReviewedProperties {
  mission: Sent;
  line: Line;
  onReviewed: () => Promise<void>;
}

export function Reviewed({ mission, line, onReviewed }: ReviewedProperties) {
  const { nobody, answerStates } = manageWords.value;
  const asked = useAsked(() => answer(line.id), [line.id]);
  const version = asked.value.value?.version ?? line.version;
  useEffect(() => void (version < line.version && asked.again()), [line.version]); // what is read stays until then
  return (
    <>
      <h2 dir="auto">{line.user.display_name ?? nobody}</h2>
      <Outcome asked={asked}>
        {(found) => (
          <>
            <p class="quiet">
              {answerStates[found.state]}
              {found.submitted_at && <> · {at(found.submitted_at)}</>}
            </p>
            <Shown answer={found} mission={mission} />
            {quotable(found) && (
              <QuoteAsk community={mission.community_id} response={found.id} text={quotable(found)} />
            )}
            {OPEN_TO_REVIEW.has(found.state) && <Review answer={found} onReviewed={onReviewed} onStale={asked.again} />}
          </>
        )}
      </Outcome>
    </>
  );
}

/** What was written in it, of which words may be quoted. */
const quotable = ({ experience, answers }: Answer): string =>
  [experience?.text, ...(answers ?? []).map(({ text }) => text)].filter(Boolean).join("\n");

function Shown({ answer, mission }: { answer: Answer; mission: Sent }) {
  const { nothingShown, reasonGiven, noteGiven } = manageWords.value;
  return (
    <>
      {answer.reason && (
        <p>
          {reasonGiven} <q dir="auto">{answer.reason}</q>
        </p>
      )}
      {answer.experience && <ShownMoment moment={answer.experience} />}
      {answer.answers && mission.survey && <Sheet survey={mission.survey} answers={answer.answers} />}
      {answer.note && (
        <p dir="auto">
          {noteGiven} {answer.note}
        </p>
      )}
      {!answer.experience && !answer.reason && !answer.answers && <p class="quiet">{nothingShown}</p>}
    </>
  );
}

interface Properties {
  answer: Answer;
  onReviewed: () => Promise<void>;
  onStale: () => Promise<void>;
}

function Review({ answer, onReviewed, onStale }: Properties) {
  const { yourWord, yourWordHint, acceptIt, askAgain, acceptedIt, sentBack, elsewhere, sayWhat } = manageWords.value;
  const comment = useSignal(answer.comment ?? "");
  const fault = useSignal<unknown>(null);
  const isMoved = useSignal(false);
  const isBusy = useSignal(false);
  const need = useSignal("");
  const decide = async (decision: "accept" | "return") => {
    if (isBusy.value) return;
    need.value = decision === "return" && !comment.value.trim() ? sayWhat : "";
    if (need.value) return;
    isBusy.value = true;
    fault.value = null;
    try {
      await review(answer.id, answer.version, decision, comment.value);
      say(decision === "accept" ? acceptedIt : sentBack);
      step(1);
      await onReviewed();
    } catch (problem) {
      isMoved.value = problem instanceof Refused && problem.status === 412;
      if (isMoved.value) await onStale();
      else fault.value = problem;
    }
    isBusy.value = false;
  };
  return (
    <form class="review" onSubmit={(event) => event.preventDefault()}>
      {isMoved.value && (
        <p class="fault" role="alert">
          {elsewhere}
        </p>
      )}
      {fault.value !== null && <Trouble fault={fault.value} again={() => (fault.value = null)} />}
      <Field
        id="word"
        label={yourWord}
        hint={yourWordHint}
        fault={need.value}
        value={comment.value}
        onValue={(text) => (comment.value = text)}
        input={{ maxLength: 5000 }}
        long
      />
      <div class="acts-line">
        <button type="button" class="button accept" disabled={isBusy.value} onClick={() => void decide("accept")}>
          {acceptIt}
        </button>
        <button type="button" class="button plain" disabled={isBusy.value} onClick={() => void decide("return")}>
          {askAgain}
        </button>
      </div>
    </form>
  );
}
