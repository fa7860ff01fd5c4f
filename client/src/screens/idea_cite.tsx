/** The moment that an idea comes from, out of the latest of my journal. */
import { words } from "../core/i18n";
import { moments, nameOf } from "../nouns/experiences";
import { choiceWords } from "../words/choices";

const MOST = 40;

interface Properties {
  value: string;
  isNeeded: boolean;
  onValue: (id: string) => void;
}

export function CitePicker({ value, isNeeded, onValue }: Properties) {
  const { cite, citeHint, citeNone } = choiceWords.value;
  const all = moments().slice(0, MOST);
  return (
    <div class="field">
      <label for="cite">{cite}</label>
      <p class="hint" id="cite-hint">
        {citeHint}
      </p>
      <select
        id="cite"
        value={value}
        aria-describedby="cite-hint"
        onChange={(event) => onValue(event.currentTarget.value)}
      >
        <option value="">{isNeeded ? "–" : citeNone}</option>
        {all.map((moment) => (
          <option key={moment.id} value={moment.id}>
            {nameOf(moment, words.value.untitled)}
          </option>
        ))}
      </select>
    </div>
  );
}
