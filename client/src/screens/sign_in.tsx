/** The entrance: an address and its code, or another way in. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { person } from "../core/store";
import { endErrand, enterBy, errandProof, PROVIDER_TICKET, sendCode, wantsAddress } from "../nouns/entries";
import { Field } from "../parts/field";
import { watch } from "../parts/toast";
import { BASE } from "../router";
import { state } from "../sync/runs";
import { entryWords } from "../words/entry";
import { comeIn, reasonOf } from "./coming_in";
import { ByLink } from "./sign_in_by_link";
import { ByPasskey, ByProvider, ByQr, SharedPhone } from "./sign_in_ways";
import "./sign_in.css";

export default function SignIn({ token }: { token?: string }) {
  const isKnown = person.value && state.value !== "signed-out";
  return (
    <div class="sign-in">
      <div class="horizon" aria-hidden="true" />
      {isKnown ? (
        <AlreadyHere />
      ) : token && !token.startsWith(PROVIDER_TICKET) ? (
        <ByLink token={token} />
      ) : (
        <ByMail ticket={token} />
      )}
    </div>
  );
}

function AlreadyHere() {
  const { alreadyHere, alreadyHereLead } = entryWords.value;
  return (
    <>
      <h1>{alreadyHere}</h1>
      <p class="lead">{alreadyHereLead(person.value?.display_name || person.value?.email || "")}</p>
      <a class="button" href={`${BASE}/`}>
        {words.value.goHome}
      </a>
    </>
  );
}

function ByMail({ ticket }: { ticket?: string | undefined }) {
  const { name, signInLead, email: emailLabel, codeLead, code: codeLabel, enter, otherAddress, device } = words.value;
  const { proveAddress, againLead } = entryWords.value;
  const email = useSignal(person.value?.email ?? "");
  const code = useSignal("");
  const isSent = useSignal(false);
  const isUnproven = useSignal(false);
  const fault = useSignal("");
  const isBusy = useSignal(false);
  const attempt = async (act: () => Promise<void>) => {
    isBusy.value = true;
    fault.value = "";
    await act().catch((problem) => {
      if (wantsAddress(problem)) {
        isUnproven.value = true;
        email.value ||= problem.problem.email ?? "";
      } else fault.value = reasonOf(problem);
    });
    isBusy.value = false;
  };
  const proof = async () => (ticket ? ((await errandProof(ticket)) ?? {}) : {});
  useEffect(() => {
    if (ticket) watch(attempt(async () => comeIn(await enterBy(await proof(), device))));
  }, [ticket]);
  const submit = (event: Event) => {
    event.preventDefault();
    watch(
      attempt(async () => {
        if (!isSent.value) await sendCode(email.value);
        else {
          const mine = { email: email.value.trim(), code: code.value.replace(/\D/g, "") };
          await comeIn(await enterBy({ ...(isUnproven.value ? await proof() : {}), ...mine }, device));
          await endErrand();
        }
        isSent.value = !isSent.value;
        code.value = "";
      }),
    );
  };
  const lead = isUnproven.value ? proveAddress : person.value ? againLead : signInLead;
  return (
    <>
      <form onSubmit={submit}>
        <h1>{name}</h1>
        <p class="lead">{isSent.value ? codeLead(email.value) : lead}</p>
        {isSent.value ? (
          <Field
            id="code"
            label={codeLabel}
            value={code.value}
            onValue={(value) => (code.value = value)}
            fault={fault.value}
            input={{ inputMode: "numeric", autocomplete: "one-time-code", required: true, maxLength: 9 }}
          />
        ) : (
          <Field
            id="email"
            label={emailLabel}
            value={email.value}
            onValue={(value) => (email.value = value)}
            fault={fault.value}
            input={{ type: "email", autocomplete: "username webauthn", required: true, maxLength: 254 }}
          />
        )}
        <span class="unseen" role="alert">
          {fault.value}
        </span>
        <button type="submit" class="button" disabled={isBusy.value}>
          {isSent.value ? enter : words.value.sendCode}
        </button>
        {isSent.value ? (
          <button type="button" class="link" onClick={() => (isSent.value = false)}>
            {otherAddress}
          </button>
        ) : (
          <SharedPhone />
        )}
      </form>
      {!isSent.value && !isUnproven.value && (
        <>
          <ByPasskey onFault={(text) => (fault.value = text)} />
          <ByProvider onFault={(text) => (fault.value = text)} />
          <ByQr onFault={(text) => (fault.value = text)} />
        </>
      )}
    </>
  );
}
