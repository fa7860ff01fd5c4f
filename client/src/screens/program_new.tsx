/** A token for a program: what it may, and for how long. */
import { useSignal } from "@preact/signals";
import { make, SCOPES, type Scope } from "../nouns/programs";
import { Choice } from "../parts/choice";
import { ShownOnce } from "../parts/codes";
import { Field } from "../parts/field";
import { isProofWanted, OwnerProof } from "../parts/owner_proof";
import { useAct } from "../parts/seen";
import { accountWords } from "../words/account";

const TERMS = [1, 6, 12]; // months

export function NewProgram({ onMade }: { onMade: () => Promise<void> }) {
  const { newToken, tokenName, tokenNameHint, tokenMay, scopeNames, tokenTerm, terms, makeToken, tokenOnce } =
    accountWords.value;
  const name = useSignal("");
  const scopes = useSignal<Scope[]>([]);
  const months = useSignal(1);
  const token = useSignal("");
  const wantsProof = useSignal(false);
  const { fault, isBusy, act } = useAct();
  const attempt = async (code?: string) => {
    const made = await make(name.value.trim(), scopes.value, months.value, code);
    token.value = made.token;
    wantsProof.value = false;
    await onMade();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void act(() =>
      attempt().catch((problem) => {
        if (!isProofWanted(problem)) throw problem;
        wantsProof.value = true;
      }),
    );
  };
  const turn = (scope: Scope) => (on: boolean) =>
    (scopes.value = on ? [...scopes.value, scope] : scopes.value.filter((one) => one !== scope));
  if (token.value) return <ShownOnce lead={tokenOnce} lines={[token.value]} onNoted={() => (token.value = "")} />;
  return (
    <details>
      <summary>{newToken}</summary>
      <form onSubmit={submit}>
        <Field
          id="token-name"
          label={tokenName}
          hint={tokenNameHint}
          value={name.value}
          onValue={(value) => (name.value = value)}
          fault={fault.value}
          input={{ required: true, maxLength: 200 }}
        />
        <fieldset>
          <legend>{tokenMay}</legend>
          {SCOPES.map((scope) => (
            <Choice
              key={scope}
              label={scopeNames[scope]!}
              checked={scopes.value.includes(scope)}
              onChange={turn(scope)}
            />
          ))}
        </fieldset>
        <fieldset>
          <legend>{tokenTerm}</legend>
          <div class="chips">
            {TERMS.map((term) => (
              <button
                key={term}
                type="button"
                aria-pressed={months.value === term}
                onClick={() => (months.value = term)}
              >
                {terms(term)}
              </button>
            ))}
          </div>
        </fieldset>
        <button type="submit" class="button" disabled={isBusy.value || !scopes.value.length}>
          {makeToken}
        </button>
      </form>
      {wantsProof.value && <OwnerProof onCode={attempt} />}
    </details>
  );
}
