/** « Prouve que c’est toi »: a code that comes by mail, before a new way into the account is made. */
import { useSignal } from "@preact/signals";
import { words } from "../core/i18n";
import { Refused } from "../core/refusals";
import { account } from "../nouns/account";
import { sendCode } from "../nouns/entries";
import { accountWords } from "../words/account";
import { Field } from "./field";
import { Fault, useAct } from "./seen";

export const isProofWanted = (fault: unknown) =>
  fault instanceof Refused && fault.problem.type === "/problems/proof-required";

interface Properties {
  onCode: (code: string) => Promise<unknown>;
}

export function OwnerProof({ onCode }: Properties) {
  const { proofLead, proofSend } = accountWords.value;
  const code = useSignal("");
  const isSent = useSignal(false);
  const { fault, isBusy, act } = useAct();
  const submit = (event: Event) => {
    event.preventDefault();
    if (isSent.value) void act(() => onCode(code.value.replace(/\D/g, "")));
    else void act(() => sendCode(account().email)).then((isDone) => (isSent.value = isDone));
  };
  return (
    <form class="once" onSubmit={submit}>
      <p>{isSent.value ? words.value.codeLead(account().email) : proofLead}</p>
      {isSent.value ? (
        <Field
          id="owner-code"
          label={words.value.code}
          value={code.value}
          onValue={(value) => (code.value = value)}
          fault={fault.value}
          input={{ inputMode: "numeric", autocomplete: "one-time-code", required: true, maxLength: 9 }}
        />
      ) : (
        <Fault text={fault.value} />
      )}
      <button type="submit" class="button" disabled={isBusy.value}>
        {isSent.value ? words.value.done : proofSend}
      </button>
    </form>
  );
}
