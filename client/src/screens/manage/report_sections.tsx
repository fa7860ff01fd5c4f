/** What a report shows, part by part, in order. A change waits until it is kept. */
import { type Signal, useSignal } from "@preact/signals";
import type { Kind, Report, Section } from "../../nouns/reports";
import { changeReport } from "../../nouns/reports";
import { Trouble } from "../../parts/asked";
import { Field } from "../../parts/field";
import { Select } from "../../parts/select";
import { say } from "../../parts/toast";
import { reportWords } from "../../words/reports";
import { Places } from "./write_order";
import "./write.css";

const KINDS = ["figures", "text", "plan", "themes", "quotes", "stories", "tree"] as const satisfies Kind[];

interface Properties {
  report: Report;
  isTouched: Signal<boolean>;
  onDone: () => Promise<void>;
}

export function Sections({ report, isTouched, onDone }: Properties) {
  const w = reportWords.value;
  const all = useSignal(report.sections as Section[]);
  const fault = useSignal<unknown>(null);
  const put = (next: Section[]) => {
    all.value = next;
    isTouched.value = true;
  };
  const change = (place: number, members: Partial<Section>) =>
    put(all.value.map((one, other) => (other === place ? { ...one, ...members } : one)));
  const keep = async () => {
    fault.value = null;
    try {
      const sections = all.value
        .map((one) => ({ ...one, title: one.title?.trim() || null, text: one.text?.trim() || null }))
        .filter(({ kind, text }) => kind !== "text" || text);
      await changeReport(report, { sections });
      isTouched.value = false;
      say(w.kept);
      await onDone();
    } catch (problem) {
      fault.value = problem;
    }
  };
  return (
    <section>
      <h2>{w.sections}</h2>
      <ol class="written">
        {all.value.map((one, place) => (
          <li key={place}>
            <strong>{w.sectionKinds[one.kind]}</strong>
            {one.kind === "quotes" && <p class="hint">{w.quotesLead}</p>}
            {one.kind === "stories" && <p class="hint">{w.storiesLead}</p>}
            <Field
              id={`section-${place}`}
              label={w.sectionTitle}
              value={one.title ?? ""}
              onValue={(title) => change(place, { title })}
              input={{ maxLength: 200 }}
            />
            {one.kind === "text" && (
              <Field
                id={`text-${place}`}
                label={w.sectionText}
                value={one.text ?? ""}
                onValue={(text) => change(place, { text })}
                long
              />
            )}
            <Places all={all.value} place={place} onAll={put} name={w.sectionKinds[one.kind]!} />
          </li>
        ))}
      </ol>
      <Select
        id="add-section"
        label={w.addSection}
        value=""
        none="–"
        options={KINDS.map((kind) => [kind, w.sectionKinds[kind] ?? kind] as const)}
        onValue={(value) => {
          const kind = value as Kind;
          if (kind) put([...all.value, { kind, text: kind === "text" ? "" : null }]);
        }}
      />
      {fault.value !== null && <Trouble fault={fault.value} again={() => void onDone()} />}
      <button type="button" class="button" disabled={!isTouched.value} onClick={() => void keep()}>
        {w.keep}
      </button>
    </section>
  );
}
