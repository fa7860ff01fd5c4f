/** The name of a programme, what it is about, and its days. */
import { useSignal } from "@preact/signals";
import { changeProgramme, type Programme } from "../../nouns/programmes";
import { Field } from "../../parts/field";
import { FoldedForm } from "../../parts/folded_form";
import { programmeWords } from "../../words/programmes";

export function Heading({ programme, onDone }: { programme: Programme; onDone: () => Promise<void> }) {
  const w = programmeWords.value;
  const { title, summary, starts_on, ends_on } = programme;
  const written = useSignal({ title, summary: summary ?? "", starts_on, ends_on: ends_on ?? "" });
  const change = (members: Partial<typeof written.value>) => (written.value = { ...written.value, ...members });
  const send = () => {
    const { title, summary, starts_on, ends_on } = written.value;
    return changeProgramme(programme, {
      title: title.trim(),
      summary: summary.trim() || null,
      starts_on,
      ends_on: ends_on || null,
    });
  };
  return (
    <FoldedForm label={w.nameAndDays} button={w.keep} isPlain send={send} thanks={w.saved} onDone={onDone}>
      <Field
        id="title"
        label={w.title}
        value={written.value.title}
        onValue={(title) => change({ title })}
        input={{ maxLength: 200, required: true }}
      />
      <Field
        id="summary"
        label={w.summary}
        value={written.value.summary}
        onValue={(summary) => change({ summary })}
        long
      />
      <Field
        id="starts-on"
        label={w.startsOn}
        value={written.value.starts_on}
        onValue={(starts_on) => change({ starts_on })}
        input={{ type: "date", required: true }}
      />
      <Field
        id="ends-on"
        label={w.endsOn}
        value={written.value.ends_on}
        onValue={(ends_on) => change({ ends_on })}
        input={{ type: "date" }}
      />
    </FoldedForm>
  );
}
