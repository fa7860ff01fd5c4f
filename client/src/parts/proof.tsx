/** « Prouvez que c'est vous »: said where it is needed, and done in place. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { Offline } from "../core/refusals";
import { type Begun, begin, type Factor, factor, takesPasskeys, usePasskey, verify } from "../nouns/second_factor";
import { deskWords } from "../words/desk";
import { Field } from "./field";
import { Picture } from "./svg";

export function Proof({ onProved }: { onProved: () => void }) {
  const { proveYou, proveLead, addApp, addAppLead, appCode, appCodeHint, prove, withPasskey, recovery, noted } =
    deskWords.value;
  const known = useSignal<Factor | null>(null);
  const begun = useSignal<Begun | null>(null);
  const recoveryCodes = useSignal<string[] | null>(null);
  const code = useSignal("");
  const fault = useSignal("");
  const attempt = async (act: () => Promise<unknown>) => {
    fault.value = "";
    await act().catch((problem) => {
      fault.value = problem instanceof Offline ? words.value.needsNetwork : (problem as Error).message;
    });
  };
  useEffect(() => void attempt(async () => (known.value = await factor())), []);
  const submit = (event: Event) => {
    event.preventDefault();
    void attempt(async () => {
      const { new_recovery_codes } = await verify(code.value);
      if (new_recovery_codes?.length) recoveryCodes.value = new_recovery_codes;
      else onProved();
    });
  };
  const passkey = () => attempt(async () => (await usePasskey()) && onProved());
  if (recoveryCodes.value)
    return (
      <section class="proof">
        <h2>{proveYou}</h2>
        <p>{recovery}</p>
        <ul class="codes">
          {recoveryCodes.value.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
        <button type="button" class="button" onClick={onProved}>
          {noted}
        </button>
      </section>
    );
  const hasApp = known.value?.state === "confirmed";
  return (
    <section class="proof">
      <h2>{proveYou}</h2>
      <p>{proveLead}</p>
      {Boolean(known.value?.passkeys) && takesPasskeys() && (
        <button type="button" class="button" onClick={() => void passkey()}>
          {withPasskey}
        </button>
      )}
      {known.value && !hasApp && !begun.value && (
        <>
          <p>{addAppLead}</p>
          <button
            type="button"
            class="button plain"
            onClick={() => void attempt(async () => (begun.value = await begin()))}
          >
            {addApp}
          </button>
        </>
      )}
      {begun.value && <Secret begun={begun.value} />}
      {fault.value && !(hasApp || begun.value) && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
      {(hasApp || begun.value) && (
        <form onSubmit={submit}>
          <Field
            id="app-code"
            label={appCode}
            hint={hasApp ? appCodeHint : undefined}
            fault={fault.value}
            value={code.value}
            onValue={(value) => (code.value = value)}
            input={{ autocomplete: "one-time-code", required: true, maxLength: 11, autocapitalize: "off" }}
          />
          <button type="submit" class="button">
            {prove}
          </button>
        </form>
      )}
    </section>
  );
}

function Secret({ begun }: { begun: Begun }) {
  const { scanWithApp, typeSecret, openApp } = deskWords.value;
  return (
    <>
      <p>{scanWithApp}</p>
      <Picture svg={begun.qr_svg} alt={scanWithApp} size={220} />
      <p>
        <a href={begun.uri}>{openApp}</a>
      </p>
      <p class="hint">{typeSecret}</p>
      <p class="address">{begun.secret}</p>
    </>
  );
}
