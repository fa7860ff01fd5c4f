/** Counts of paper of a vote: who counted confirms or refuses; whoever may vote sees each, with its date. */
import { useSignal } from "@preact/signals";
import { confirmPaper, type Option, type Paper, papersOf, withdrawPaper } from "../nouns/ballots";
import { ballotWords } from "../words/ballots";
import { Outcome, Trouble, useAsked } from "./asked";
import { at } from "./time";

interface Properties {
  id: string;
  options: Option[];
  mayWithdraw?: boolean;
}

export function Papers({ id, options, mayWithdraw = false }: Properties) {
  const asked = useAsked(() => papersOf(id), [id]);
  return (
    <Outcome asked={asked}>
      {(papers) =>
        papers.length > 0 && (
          <ul class="note">
            {papers.map((paper) => (
              <li key={paper.id}>
                <Line paper={paper} options={options} mayWithdraw={mayWithdraw} onDone={asked.again} />
              </li>
            ))}
          </ul>
        )
      }
    </Outcome>
  );
}

interface LineProperties {
  paper: Paper;
  options: Option[];
  mayWithdraw: boolean;
  onDone: () => Promise<void>;
}

function Line({ paper, options, mayWithdraw, onDone }: LineProperties) {
  const { papersOn, paperWaits, paperJoined, paperWithdrawn, paperConfirmed } = ballotWords.value;
  const { confirmPaper: confirm, refusePaper } = ballotWords.value;
  const { people, counted_at, counts, confirmations, own_confirmation: isMine, joined_at, withdrawn_at } = paper;
  const fault = useSignal<unknown>(null);
  const act = (what: (id: string) => Promise<unknown>) => async () => {
    fault.value = null;
    await what(paper.id).then(onDone, (problem) => (fault.value = problem));
  };
  const waits = !joined_at && !withdrawn_at;
  const mayConfirm = counts && !isMine;
  return (
    <article>
      <p>
        {papersOn(people, at(counted_at))}{" "}
        <span class="quiet">
          {withdrawn_at
            ? paperWithdrawn(at(withdrawn_at))
            : joined_at
              ? paperJoined(at(joined_at))
              : paperWaits(2 - confirmations)}
        </span>
      </p>
      {counts && waits && (
        <dl class="told">
          {counts.map(({ proposal_id, points }) => (
            <div key={proposal_id}>
              <dt dir="auto">{options.find((option) => option.proposal_id === proposal_id)?.title ?? "–"}</dt>
              <dd>{points}</dd>
            </div>
          ))}
        </dl>
      )}
      {fault.value !== null && <Trouble fault={fault.value} />}
      {waits && isMine && <p>{paperConfirmed}</p>}
      {waits && (counts || mayWithdraw) && (
        <div class="acts-line">
          {mayConfirm && (
            <button type="button" class="button" onClick={act(confirmPaper)}>
              {confirm}
            </button>
          )}
          <button type="button" class="link" onClick={act(withdrawPaper)}>
            {refusePaper}
          </button>
        </div>
      )}
    </article>
  );
}
