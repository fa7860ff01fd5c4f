/** Entering: an address, then the code that came by mail. */
import { signal } from "@preact/signals";
import { words } from "../core/i18n";
import { Offline, type Person, sendCode, signIn } from "../core/session";
import { Field } from "../parts/field";
import "./sign_in.css";

const email = signal("");
const code = signal("");
const isSent = signal(false);
const fault = signal("");
const isBusy = signal(false);

export default function SignIn({ onEntered }: { onEntered: (person: Person) => Promise<void> }) {
  const {
    name,
    signInLead,
    email: emailLabel,
    codeLead,
    code: codeLabel,
    enter,
    otherAddress,
    sendCode: sendLabel,
    device,
  } = words.value;
  const submit = async (event: Event) => {
    event.preventDefault();
    isBusy.value = true;
    fault.value = "";
    try {
      if (isSent.value) await onEntered(await signIn(email.value, code.value.replace(/\D/g, ""), device));
      else await sendCode(email.value.trim());
      isSent.value = !isSent.value;
      code.value = "";
    } catch (problem) {
      fault.value = problem instanceof Offline ? words.value.networkOnce : (problem as Error).message;
    }
    isBusy.value = false;
  };
  return (
    <form class="sign-in" onSubmit={submit}>
      <div class="horizon" aria-hidden="true" />
      <h1>{name}</h1>
      <p class="lead">{isSent.value ? codeLead(email.value) : signInLead}</p>
      {isSent.value ? (
        <Field
          id="code"
          label={codeLabel}
          value={code.value}
          onValue={(value) => (code.value = value)}
          fault={fault.value}
          input={{ inputMode: "numeric", autocomplete: "one-time-code", required: true, maxLength: 9, autofocus: true }}
        />
      ) : (
        <Field
          id="email"
          label={emailLabel}
          value={email.value}
          onValue={(value) => (email.value = value)}
          fault={fault.value}
          input={{ type: "email", autocomplete: "email", required: true, maxLength: 254 }}
        />
      )}
      <button type="submit" class="button" disabled={isBusy.value}>
        {isSent.value ? enter : sendLabel}
      </button>
      {isSent.value && (
        <button type="button" class="link" onClick={() => (isSent.value = false)}>
          {otherAddress}
        </button>
      )}
    </form>
  );
}
