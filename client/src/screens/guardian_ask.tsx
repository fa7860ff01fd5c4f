import { useSignal } from "@preact/signals";
import { Refused } from "../core/refusals";
import { account, changeNow } from "../nouns/account";
import { ask, type Guardian } from "../nouns/guardian";
import { useDraftText } from "../parts/draft";
import { Field } from "../parts/field";
import { sentenceOf } from "../parts/seen";
import { say } from "../parts/toast";
import { DraftOf } from "../parts/typing";
import { accountWords } from "../words/account";

/** A mail to the parent. The server wants a name for it: it is asked for here where there is none. */
export function Ask({ one, onAsked }: { one: Guardian; onAsked: () => Promise<void> }) {
  const { askTitle, askAgain, askLead, parentMail, parentName, parentNameHint, ownName, askSend, askSent } =
    accountWords.value;
  const mail = useDraftText("guardian");
  const name = useSignal("");
  const own = useSignal(account().display_name ?? "");
  const fault = useSignal("");
  const isBusy = useSignal(false);
  const hasName = Boolean(account().display_name);
  const submit = async (event: Event) => {
    event.preventDefault();
    isBusy.value = true;
    fault.value = "";
    try {
      if (!account().display_name) await changeNow({ display_name: own.value.trim() });
      await ask(mail.text.value.trim(), name.value.trim());
      mail.forget();
      say(askSent);
      await onAsked();
    } catch (problem) {
      const [error] = problem instanceof Refused ? (problem.problem.errors ?? []) : [];
      fault.value = error ? `${parentMail} : ${error.message}` : sentenceOf(problem);
    }
    isBusy.value = false;
  };
  return (
    <form onSubmit={submit}>
      <h2>{one.state === "none" ? askTitle : askAgain}</h2>
      <p>{askLead}</p>
      {!hasName && (
        <Field
          id="own-name"
          label={ownName}
          value={own.value}
          onValue={(value) => (own.value = value)}
          input={{ required: true, maxLength: 200, autocomplete: "given-name" }}
        />
      )}
      <DraftOf.Provider value={mail.keeper}>
        <Field
          id="parent-mail"
          label={parentMail}
          value={mail.text.value}
          onValue={mail.change}
          fault={fault.value}
          input={{ type: "email", required: true, maxLength: 254, autocomplete: "off" }}
        />
      </DraftOf.Provider>
      <Field
        id="parent-name"
        label={parentName}
        hint={parentNameHint}
        value={name.value}
        onValue={(value) => (name.value = value)}
        input={{ maxLength: 200, autocomplete: "off" }}
      />
      <button type="submit" class="button" disabled={isBusy.value}>
        {askSend}
      </button>
    </form>
  );
}
