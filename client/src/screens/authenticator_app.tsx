/** An app that shows codes: the second factor of those who accompany others. */
import { useSignal } from "@preact/signals";
import { words } from "../core/i18n";
import { type Begun, begin, factor, remove, renewCodes, verify } from "../nouns/second_factor";
import { ShownOnce } from "../parts/codes";
import { Field } from "../parts/field";
import { Fault, SeenState, useAct, useSeen } from "../parts/seen";
import { Picture } from "../parts/svg";
import { BASE } from "../router";
import { accountWords } from "../words/account";

export function AuthenticatorApp() {
  const { appTitle, appLead, addApp, removeApp, newCodes, codesLeft, verifyFirst, recoveryLead, appOn } =
    accountWords.value;
  const seen = useSeen("second-factor", factor);
  const begun = useSignal<Begun | null>(null);
  const recoveryCodes = useSignal<string[]>([]);
  const { fault, act } = useAct();
  const state = seen.value.value;
  const isVerified = Boolean(state?.verified_until);
  const hasFactor = state?.state === "confirmed" || Boolean(state?.passkeys);
  const confirm = async (code: string) => {
    recoveryCodes.value = (await verify(code)).new_recovery_codes ?? [];
    begun.value = null;
    await seen.again();
  };
  const renew = () => act(async () => (recoveryCodes.value = (await renewCodes()).recovery_codes)).then(seen.again);
  return (
    <details open={hasFactor}>
      <summary>{appTitle}</summary>
      <p>{state?.state === "confirmed" ? appOn : appLead}</p>
      <SeenState of={seen} />
      <Fault text={fault.value} />
      {recoveryCodes.value.length > 0 && (
        <ShownOnce lead={recoveryLead} lines={recoveryCodes.value} onNoted={() => (recoveryCodes.value = [])} />
      )}
      {begun.value && <Confirmation begun={begun.value} onCode={confirm} />}
      {hasFactor && state && <p class="quiet">{codesLeft(state.recovery_codes)}</p>}
      {hasFactor && !isVerified && (
        <p>
          <a href={`${BASE}/verify?then=/me/devices`}>{verifyFirst}</a>
        </p>
      )}
      {state && state.state !== "confirmed" && !begun.value && (!hasFactor || isVerified) && (
        <button type="button" class="button plain" onClick={() => void act(async () => (begun.value = await begin()))}>
          {addApp}
        </button>
      )}
      {isVerified && hasFactor && (
        <button type="button" class="link" onClick={() => void renew()}>
          {newCodes}
        </button>
      )}{" "}
      {isVerified && state?.state === "confirmed" && (
        <button type="button" class="link" onClick={() => void act(remove).then(seen.again)}>
          {removeApp}
        </button>
      )}
    </details>
  );
}

function Confirmation({ begun, onCode }: { begun: Begun; onCode: (code: string) => Promise<void> }) {
  const { appScan, appOpen, appSecret, appCode } = accountWords.value;
  const code = useSignal("");
  const { fault, act } = useAct();
  const submit = (event: Event) => {
    event.preventDefault();
    void act(() => onCode(code.value));
  };
  return (
    <form class="once" onSubmit={submit}>
      <p>{appScan}</p>
      <Picture svg={begun.qr_svg} alt={appScan} size={200} />
      <p>
        <a href={begun.uri}>{appOpen}</a>
      </p>
      <p class="hint">
        {appSecret} <code>{begun.secret}</code>
      </p>
      <Field
        id="app-code"
        label={appCode}
        value={code.value}
        onValue={(value) => (code.value = value)}
        fault={fault.value}
        input={{ inputMode: "numeric", autocomplete: "one-time-code", required: true, maxLength: 9 }}
      />
      <button type="submit" class="button">
        {words.value.done}
      </button>
    </form>
  );
}
