/** A call for ideas: themes, how many for each, who reads them first, and where they come from. */
import type { WrittenCall } from "../../nouns/proposal_writing";
import { Field } from "../../parts/field";
import { OneOf } from "../../parts/one_of";
import { Select } from "../../parts/select";
import { writingWords } from "../../words/writing";

interface Properties {
  call: WrittenCall;
  onCall: (call: WrittenCall) => void;
}
const NUMBERS = [1, 2, 3, 5, 10];

export function Call({ call, onCall }: Properties) {
  const w = writingWords.value;
  const change = (members: Partial<WrittenCall>) => onCall({ ...call, ...members });
  return (
    <>
      <Field
        id="themes"
        label={w.themes}
        hint={w.themesHint}
        value={call.themes}
        onValue={(themes) => change({ themes })}
        long
      />
      <Select
        id="most"
        label={w.perPerson}
        value={call.max_per_person}
        options={[...new Set([...NUMBERS, call.max_per_person])]
          .sort((a, b) => a - b)
          .map((number) => [number, number] as const)}
        onValue={(value) => change({ max_per_person: Number(value) })}
      />
      <OneOf
        legend={w.approval}
        name="approval"
        options={w.approvals}
        value={call.approval}
        onValue={(approval) => change({ approval })}
      />
      <OneOf
        legend={w.cites}
        name="cites"
        options={w.citing}
        value={call.cites}
        onValue={(cites) => change({ cites })}
      />
      <label class="tick">
        <input
          type="checkbox"
          checked={call.hidden_until_reveal}
          onChange={() => change({ hidden_until_reveal: !call.hidden_until_reveal })}
        />{" "}
        {w.hiddenUntil}
      </label>
    </>
  );
}
