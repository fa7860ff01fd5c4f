/** The moment that an idea comes from, out of the latest of my journal. */
import { words } from "../core/i18n";
import { moments, nameOf } from "../nouns/experiences";
import { Select } from "../parts/select";
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
    <Select
      id="cite"
      label={cite}
      hint={citeHint}
      value={value}
      none={isNeeded ? "–" : citeNone}
      options={all.map((moment) => [moment.id, nameOf(moment, words.value.untitled)] as const)}
      onValue={(value) => onValue(value)}
    />
  );
}
