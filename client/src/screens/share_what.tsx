/** For what it is shown, and what may be done with it: reading alone, unless more is ticked. */
import { purposesFor, rightsFor } from "../nouns/grants";
import { sharingWords } from "../words/sharing";
import type { StepProperties } from "./share";

export function What({ choice, change }: StepProperties) {
  const { purposes, proved, mayAlso, mayAlsoLead, rights: names, goOn, steps } = sharingWords.value;
  const { audience, purpose, rights } = choice;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change({ step: 3 });
      }}
    >
      <fieldset>
        <legend class="unseen">{steps[1]}</legend>
        {purposesFor(audience).map((name) => (
          <label key={name} class="to-tick">
            <input type="radio" name="purpose" checked={purpose === name} onChange={() => change({ purpose: name })} />
            <span>{purposes[name]}</span>
          </label>
        ))}
      </fieldset>
      {audience !== "link" && purpose !== "personal" && <p class="quiet">{proved}</p>}
      <fieldset>
        <legend>{mayAlso}</legend>
        <p class="hint">{mayAlsoLead}</p>
        {rightsFor(audience).map((name) => (
          <label key={name} class="to-tick">
            <input
              type="checkbox"
              checked={rights.includes(name)}
              onChange={() =>
                change({ rights: rights.includes(name) ? rights.filter((one) => one !== name) : [...rights, name] })
              }
            />
            <span>{names[name]}</span>
          </label>
        ))}
      </fieldset>
      <button type="submit" class="button">
        {goOn}
      </button>
    </form>
  );
}
