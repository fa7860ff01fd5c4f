/** What was hidden, why, and my word on it. */
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { appeal, type Hiding, hidings, placeOf } from "../nouns/hidings";
import { useDraftText } from "../parts/draft";
import { Field } from "../parts/field";
import { SeenState, useAct, useSeen } from "../parts/seen";
import { say } from "../parts/toast";
import { DraftOf } from "../parts/typing";
import { accountWords } from "../words/account";
import "./account.css";

export default function Hidings({ id }: { id?: string }) {
  const { hidings: title, hidingsLead, noHiding } = accountWords.value;
  const seen = useSeen("hidings", hidings);
  const all = seen.value.value ?? [];
  return (
    <>
      <h1>{title}</h1>
      <p class="lead">{hidingsLead}</p>
      <SeenState of={seen} />
      {seen.value.value && all.length === 0 && <p class="quiet">{noHiding}</p>}
      <ul class="rows">
        {[...all.filter((one) => one.id === id), ...all.filter((one) => one.id !== id)].map((one) => (
          <One key={one.id} hiding={one} onChange={seen.again} />
        ))}
      </ul>
    </>
  );
}

function One({ hiding, onChange }: { hiding: Hiding; onChange: () => Promise<void> }) {
  const { hiddenKinds, hiddenOn, hiddenWhy, shownAgain, appealed, answeredNo, answerWas } = accountWords.value;
  const { target, reason, hidden_at, lifted_at, answer, appealed_at, reviewed_at } = hiding;
  const { tag } = words.value;
  return (
    <li>
      <strong>{hiddenKinds[target.type] ?? target.type}</strong>
      <p class="when">{hiddenOn(dayOf(hidden_at, tag), placeOf(hiding))}</p>
      <p dir="auto">
        {hiddenWhy} {reason}
      </p>
      {hiding.appeal && (
        <blockquote dir="auto">
          <p>{hiding.appeal}</p>
        </blockquote>
      )}
      {answer && (
        <p dir="auto">
          {answerWas} {answer}
        </p>
      )}
      {lifted_at ? (
        <p role="status">{shownAgain}</p>
      ) : reviewed_at ? (
        <p class="quiet">{answeredNo}</p>
      ) : appealed_at ? (
        <p class="quiet">{appealed}</p>
      ) : (
        <Appeal hiding={hiding} onSent={onChange} />
      )}
    </li>
  );
}

/** It can be said once: what is typed stays on the phone until it is sent. */
function Appeal({ hiding, onSent }: { hiding: Hiding; onSent: () => Promise<void> }) {
  const { appeal: label, appealHint, appealSend, appealed } = accountWords.value;
  const { text, change, forget, keeper } = useDraftText(`appeal ${hiding.id}`);
  const { fault, isBusy, act } = useAct();
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!(await act(() => appeal(hiding.id, text.value.trim())))) return;
    forget();
    say(appealed);
    await onSent();
  };
  return (
    <DraftOf.Provider value={keeper}>
      <form onSubmit={submit}>
        <Field
          id={`appeal-${hiding.id}`}
          label={label}
          hint={appealHint}
          value={text.value}
          onValue={change}
          fault={fault.value}
          long
        />
        <button type="submit" class="button" disabled={isBusy.value || !text.value.trim()}>
          {appealSend}
        </button>
      </form>
    </DraftOf.Provider>
  );
}
