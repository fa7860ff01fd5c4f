/** The second factor, for whoever has one: it verifies this session for twelve hours. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { isRefusal, knowsPasskeys } from "../nouns/credentials";
import { type Factor, factor as read, usePasskey, verify } from "../nouns/second_factor";
import { Field } from "../parts/field";
import { Icon } from "../parts/icon";
import { BASE, go, query } from "../router";
import { entryWords } from "../words/entry";
import { reasonOf, wayOf } from "./coming_in";
import "./sign_in.css";

export default function Verify() {
  const {
    verifyTitle,
    verifyLead,
    verifyByPasskey: byPasskey,
    verifyCode,
    verifyHint,
    verify: label,
  } = entryWords.value;
  const factor = useSignal<Factor | null>(null);
  const code = useSignal("");
  const fault = useSignal("");
  const then = wayOf(query.value);
  const attempt = async (act: () => Promise<unknown>) => {
    fault.value = "";
    try {
      if ((await act()) !== false) go(then, { replace: true });
    } catch (problem) {
      if (!isRefusal(problem)) fault.value = reasonOf(problem);
    }
  };
  useEffect(() => {
    void read()
      .then((one) => (factor.value = one))
      .catch((problem) => (fault.value = reasonOf(problem)));
  }, []);
  const hasApp = factor.value?.state === "confirmed";
  return (
    <form
      class="sign-in"
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(() => verify(code.value));
      }}
    >
      <h1>{verifyTitle}</h1>
      <p class="lead">{verifyLead}</p>
      {factor.value && factor.value.passkeys > 0 && knowsPasskeys() && (
        <button type="button" class="button" onClick={() => void attempt(usePasskey)}>
          <Icon name="key" /> {byPasskey}
        </button>
      )}
      {factor.value ? (
        <>
          <Field
            id="second-factor"
            label={verifyCode}
            hint={verifyHint}
            value={code.value}
            onValue={(value) => (code.value = value)}
            fault={fault.value}
            input={{ autocomplete: "one-time-code", autocapitalize: "none", spellcheck: false, required: true }}
          />
          <button type="submit" class={`button ${hasApp ? "" : "plain"}`}>
            {label}
          </button>
        </>
      ) : (
        fault.value && (
          <p class="fault" role="alert">
            {fault.value}
          </p>
        )
      )}
      <a class="other-way" href={BASE + then}>
        {words.value.later}
      </a>
    </form>
  );
}
