/** One of several, out of a list that opens. */
import { hintOf, Label } from "./label";

interface Properties {
  id: string;
  label: string;
  hint?: string | false;
  value: string | number;
  none?: string; // what stands for no choice; without it, there is always one
  options: readonly (readonly [string | number, string | number])[]; // each with its words
  onValue: (value: string) => void;
}

export function Select({ id, label, hint, value, none, options, onValue }: Properties) {
  return (
    <div class="field">
      <Label id={id} label={label} hint={hint} />
      <select
        id={id}
        aria-describedby={hint ? hintOf(id) : undefined}
        value={value}
        onChange={(event) => onValue(event.currentTarget.value)}
      >
        {none !== undefined && <option value="">{none}</option>}
        {options.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
