/** A secret beside a link, told apart. */
import { Field } from "../parts/field";
import { sharingWords } from "../words/sharing";

export const LEAST_PASSCODE = 4; // signs

export function Passcode({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  const { addPasscode, passcode, passcodeLead, passcodeShort } = sharingWords.value;
  return (
    <details>
      <summary>{addPasscode}</summary>
      <Field
        id="passcode"
        label={passcode}
        hint={passcodeLead}
        fault={value && value.length < LEAST_PASSCODE ? passcodeShort : undefined}
        value={value}
        onValue={onValue}
        input={{ minLength: LEAST_PASSCODE, maxLength: 64, autocomplete: "off" }}
      />
    </details>
  );
}
