/** The name of a programme, what it is about, and its days. */
import { useSignal } from "@preact/signals";
import { changeProgramme, type Programme } from "../../nouns/programmes";
import { Trouble } from "../../parts/asked";
import { Field } from "../../parts/field";
import { say } from "../../parts/toast";
import { programmeWords } from "../../words/programmes";

export function Heading({ programme, onDone }: { programme: Programme; onDone: () => Promise<void> }) {
  const w = programmeWords.value;
  const { title, summary, starts_on, ends_on } = programme;
  const written = useSignal({ title, summary: summary ?? "", starts_on, ends_on: ends_on ?? "" });
  const fault = useSignal<unknown>(null);
  const change = (members: Partial<typeof written.value>) => (written.value = { ...written.value, ...members });
  const keep = async (event: Event) => {
    event.preventDefault();
    fault.value = null;
    const { title, summary, starts_on, ends_on } = written.value;
    try {
      await changeProgramme(programme, {
        title: title.trim(),
        summary: summary.trim() || null,
        starts_on,
        ends_on: ends_on || null,
      });
      say(w.saved);
      await onDone();
    } catch (problem) {
      fault.value = problem;
    }
  };
  return (
    <details>
      <summary>{w.nameAndDays}</summary>
      <form onSubmit={(event) => void keep(event)}>
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
        {fault.value !== null && <Trouble fault={fault.value} />}
        <button type="submit" class="button plain">
          {w.keep}
        </button>
      </form>
    </details>
  );
}
