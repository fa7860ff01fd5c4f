/** That a code of the school opened this account, on each screen until its person saw it. */
import { useSignal } from "@preact/signals";
import { words } from "../core/i18n";
import { acknowledge, type Delegation, delegations } from "../nouns/delegations";
import { sendCode } from "../nouns/entries";
import { own } from "../nouns/ownership";
import { accountWords } from "../words/account";
import { Field } from "./field";
import { Fault, useAct } from "./seen";
import { at } from "./time";
import "./note.css";

export function Delegations() {
  return (
    <>
      {delegations.value.map((delegation) => (
        <Notice key={delegation.id} delegation={delegation} />
      ))}
    </>
  );
}

function Notice({ delegation }: { delegation: Delegation }) {
  const { openedByCode, openedHere, nothingDone, actsDone, kindsOfActs, times, seenIt, proveIt } = accountWords.value;
  const { fault, isBusy, act } = useAct();
  const { opened_by, community, created_at, acts, current } = delegation;
  const isOpen = useSignal(false);
  const done = Object.entries(acts).filter(([, count]) => count > 0);
  return (
    <div class="note" role="status">
      <p>{openedByCode(opened_by?.display_name ?? "", community?.name ?? "", at(created_at))}</p>
      <p>{done.length ? actsDone : nothingDone}</p>
      {done.length > 0 && (
        <ul class="points">
          {done.map(([act, count]) => (
            <li key={act}>{`${kindsOfActs[act]}${times(count)}`}</li>
          ))}
        </ul>
      )}
      {current && <p>{openedHere}</p>}
      <Fault text={fault.value} />
      {current ? (
        <details onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
          <summary>{proveIt}</summary>
          {isOpen.value && <Ownership />}
        </details>
      ) : (
        <button
          type="button"
          class="button"
          disabled={isBusy.value}
          onClick={() => void act(() => acknowledge(delegation))}
        >
          {seenIt}
        </button>
      )}
    </div>
  );
}

/** The address is typed: a session that somebody else may hold does not know it. */
function Ownership() {
  const { proofSend } = accountWords.value;
  const address = useSignal("");
  const code = useSignal("");
  const isSent = useSignal(false);
  const { fault, isBusy, act } = useAct();
  const submit = (event: Event) => {
    event.preventDefault();
    if (isSent.value) void act(() => own({ code: code.value.replace(/\D/g, "") }));
    else void act(() => sendCode(address.value)).then((isDone) => (isSent.value = isDone));
  };
  return (
    <form onSubmit={submit}>
      {isSent.value ? (
        <Field
          id="ownership-code"
          label={words.value.code}
          value={code.value}
          onValue={(value) => (code.value = value)}
          fault={fault.value}
          input={{ inputMode: "numeric", autocomplete: "one-time-code", required: true, maxLength: 9 }}
        />
      ) : (
        <Field
          id="ownership-address"
          label={words.value.email}
          value={address.value}
          onValue={(value) => (address.value = value)}
          fault={fault.value}
          input={{ type: "email", autocomplete: "email", required: true }}
        />
      )}
      <button type="submit" class="button" disabled={isBusy.value}>
        {isSent.value ? words.value.done : proofSend}
      </button>
    </form>
  );
}
