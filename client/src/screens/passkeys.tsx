/** My passkeys: add one on this device, name it, take it away. */
import { useSignal } from "@preact/signals";
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { isRefusal, knowsPasskeys } from "../nouns/credentials";
import { add, type Challenge, challenge, type Passkey, passkeys, remove, rename } from "../nouns/passkeys";
import { ShownOnce } from "../parts/codes";
import { Field } from "../parts/field";
import { Icon } from "../parts/icon";
import { OwnerProof } from "../parts/owner_proof";
import { Fault, SeenState, useAct, useSeen } from "../parts/seen";
import { say } from "../parts/toast";
import { accountWords } from "../words/account";

export function Passkeys() {
  const { passkeysTitle, passkeysLead, addPasskey, passkeyAdded, passkeyHere, recoveryLead } = accountWords.value;
  const seen = useSeen("passkeys", passkeys);
  const offer = useSignal<Challenge | null>(null); // that waits for a proof of whose account it is
  const recoveryCodes = useSignal<string[]>([]);
  const { fault, isBusy, act } = useAct();
  const make = async (challenge: Challenge, code?: string) => {
    const addition = await add(challenge, words.value.phone, code).catch((problem) => {
      if (isRefusal(problem)) return null; // the person changed their mind
      throw problem instanceof DOMException && problem.name === "InvalidStateError" ? new Error(passkeyHere) : problem;
    });
    if (!addition) return;
    offer.value = null;
    recoveryCodes.value = addition.recovery_codes ?? [];
    say(passkeyAdded);
    await seen.again();
  };
  const begin = () =>
    act(async () => {
      const next = await challenge();
      if (next.needs_proof) offer.value = next;
      else await make(next);
    });
  return (
    <section>
      <h2>{passkeysTitle}</h2>
      <p class="quiet">{passkeysLead}</p>
      <SeenState of={seen} />
      <Fault text={fault.value} />
      <ul class="rows">
        {seen.value.value?.map((passkey) => (
          <One key={passkey.id} passkey={passkey} onChange={seen.again} />
        ))}
      </ul>
      {recoveryCodes.value.length > 0 && (
        <ShownOnce lead={recoveryLead} lines={recoveryCodes.value} onNoted={() => (recoveryCodes.value = [])} />
      )}
      {offer.value ? (
        <OwnerProof onCode={async (code) => make(await challenge(), code)} />
      ) : (
        knowsPasskeys() && (
          <button type="button" class="button plain" disabled={isBusy.value} onClick={() => void begin()}>
            <Icon name="key" /> {addPasskey}
          </button>
        )
      )}
    </section>
  );
}

function One({ passkey, onChange }: { passkey: Passkey; onChange: () => Promise<void> }) {
  const { since, usedOn, renamePasskey, removePasskey, passkeyRemoved, passkeyName, alsoSecond } = accountWords.value;
  const name = useSignal<string | null>(null);
  const { fault, act } = useAct();
  const { tag } = words.value;
  const save = async (event: Event) => {
    event.preventDefault();
    if (await act(() => rename(passkey.id, name.value!.trim()))) name.value = null;
    await onChange();
  };
  const take = async () => {
    if (await act(() => remove(passkey.id))) say(passkeyRemoved);
    await onChange();
  };
  return (
    <li>
      <strong dir="auto">{passkey.name || words.value.phone}</strong>
      <p class="when">
        {since(dayOf(passkey.created_at, tag))}
        {passkey.last_used_at && <> · {usedOn(dayOf(passkey.last_used_at, tag))}</>}
        {passkey.is_second_factor && <> · {alsoSecond}</>}
      </p>
      <Fault text={fault.value} />
      {name.value === null ? (
        <>
          <button type="button" class="link" onClick={() => (name.value = passkey.name)}>
            {renamePasskey}
          </button>
          <button type="button" class="link" onClick={() => void take()}>
            {removePasskey}
          </button>
        </>
      ) : (
        <form onSubmit={save}>
          <Field
            id={`name-${passkey.id}`}
            label={passkeyName}
            value={name.value}
            onValue={(value) => (name.value = value)}
            input={{ maxLength: 100, required: true }}
          />
          <button type="submit" class="button">
            {words.value.keep}
          </button>
        </form>
      )}
    </li>
  );
}
