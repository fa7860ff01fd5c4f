import { account, change } from "../nouns/account";
import { Field } from "../parts/field";
import { accountWords } from "../words/account";

/** Quiet hours are of the account: they are kept without network. */
export function Quiet() {
  const { quiet, quietHint, from, until } = accountWords.value;
  const { quiet_from, quiet_until } = account();
  const set = (member: "quiet_from" | "quiet_until") => (value: string) => change({ [member]: value || null });
  return (
    <fieldset>
      <legend>{quiet}</legend>
      <p class="hint">{quietHint}</p>
      <div class="pair">
        <Field
          id="quiet-from"
          label={from}
          value={quiet_from ?? ""}
          keep={set("quiet_from")}
          input={{ type: "time" }}
        />
        <Field
          id="quiet-until"
          label={until}
          value={quiet_until ?? ""}
          keep={set("quiet_until")}
          input={{ type: "time" }}
        />
      </div>
    </fieldset>
  );
}
