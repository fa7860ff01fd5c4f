/** When it opens, until when, and how often: as a sentence. */
import type { Draft } from "../../nouns/mission_drafts";
import { Field } from "../../parts/field";
import { Select } from "../../parts/select";
import { manageWords } from "../../words/manage";
import { REPEATS, type Repeat, repeatOf, rule, wordsOf } from "./repeats";
import type { Change } from "./write";

const ONCE = new Set(["event", "ballot"]); // these do not repeat

export function When({ draft, change }: { draft: Draft; change: Change }) {
  const w = manageWords.value;
  const first = draft.opens_at ? new Date(draft.opens_at) : new Date();
  const repeat = repeatOf(draft.recurrence);
  const open = (opens_at: string) =>
    change({ opens_at, recurrence: rule(repeat, opens_at ? new Date(opens_at) : new Date()) });
  return (
    <fieldset>
      <legend>{w.when}</legend>
      <Moment id="opens" label={w.opens} hint={w.opensHint} value={draft.opens_at} onValue={open} />
      <Moment id="due" label={w.due} value={draft.due_at} onValue={(due_at) => change({ due_at })} />
      {draft.due_at && (
        <label class="tick">
          <input type="checkbox" checked={draft.reminds} onChange={() => change({ reminds: !draft.reminds })} />{" "}
          {w.reminds}
        </label>
      )}
      {!ONCE.has(draft.kind) && (
        <Select
          id="repeat"
          label={w.howOften}
          value={repeat}
          options={REPEATS.map((one) => [one, wordsOf(one, first)] as const)}
          onValue={(value) => change({ recurrence: rule(value as Repeat, first) })}
        />
      )}
    </fieldset>
  );
}

interface Properties {
  id: string;
  label: string;
  hint?: string;
  value: string;
  onValue: (value: string) => void;
}

export const Moment = (properties: Properties) => <Field {...properties} input={{ type: "datetime-local" }} />;
