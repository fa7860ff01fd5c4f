/** What a template asks of whoever copies it. What is typed is kept here until the programme is made. */
import { useSignal } from "@preact/signals";
import { uuid7 } from "../../core/ids";
import { type Choices, choicesOf, proposed, said, type Template } from "../../nouns/programme_templates";
import { putProgramme } from "../../nouns/programmes";
import { Trouble } from "../../parts/asked";
import { useDraft } from "../../parts/draft";
import { Field } from "../../parts/field";
import { Paragraphs } from "../../parts/paragraphs";
import { say } from "../../parts/toast";
import { DraftOf } from "../../parts/typing";
import { go } from "../../router";
import { programmeWords } from "../../words/programmes";

const TODAY = new Date().toLocaleDateString("sv"); // year, month, day
const BLANK = { id: "", title: "", starts_on: TODAY, territory: "", sector: "", choices: {} as Choices };

export function Form({ community, template: copied }: { community: string; template: Template }) {
  const w = programmeWords.value;
  const name = `programme ${community} ${copied.code}`;
  const [draft, change, keeper] = useDraft(name, BLANK);
  const fault = useSignal<unknown>(null);
  const isBusy = useSignal(false);
  const asks = copied.asks ?? [];
  const make = async (event: Event) => {
    event.preventDefault();
    if (!draft.starts_on || isBusy.value) return;
    isBusy.value = true;
    fault.value = null;
    const id = draft.id || uuid7();
    change({ id }); // tried again, it is the same programme
    try {
      await putProgramme(id, {
        community_id: community,
        template: copied.code,
        title: draft.title.trim() || null,
        starts_on: draft.starts_on,
        territory: draft.territory.trim() || null,
        sector: draft.sector.trim() || null,
        choices: choicesOf(asks, draft.choices, draft.starts_on),
      });
      change();
      go(`/manage/${community}/programmes/${id}`, { replace: true });
      say(w.madeLead);
    } catch (problem) {
      fault.value = problem;
    }
    isBusy.value = false;
  };
  return (
    <DraftOf.Provider value={keeper}>
      <form onSubmit={(event) => void make(event)}>
        <h2>{said(copied.title)}</h2>
        <Paragraphs text={said(copied.summary)} />
        <ol class="points">
          {copied.steps.map(({ key, title, kind }) => (
            <li key={key}>
              {said(title).replace(/\{\w+\}/g, "…")} <span class="when">{w.kinds[kind]}</span>
            </li>
          ))}
        </ol>
        <Field
          id="starts-on"
          label={w.startsOn}
          hint={w.startsOnHint}
          value={draft.starts_on}
          onValue={(starts_on) => change({ starts_on })}
          input={{ type: "date", required: true }}
        />
        {asks.map((ask) => (
          <Field
            key={ask.key}
            id={`ask-${ask.key}`}
            label={said(ask.label)}
            hint={ask.type === "lines" && w.onePerLine}
            value={draft.choices[ask.key] ?? proposed(ask, draft.starts_on)}
            onValue={(text) => change({ choices: { ...draft.choices, [ask.key]: text } })}
            long={ask.type === "lines"}
            input={ask.type === "day" ? { type: "date", required: true } : { maxLength: 200 }}
          />
        ))}
        <Field
          id="title"
          label={w.title}
          hint={w.titleHint(said(copied.title))}
          value={draft.title}
          onValue={(title) => change({ title })}
          input={{ maxLength: 200 }}
        />
        <Field
          id="territory"
          label={w.territory}
          value={draft.territory}
          onValue={(territory) => change({ territory })}
          input={{ maxLength: 120 }}
        />
        <Field
          id="sector"
          label={w.sector}
          value={draft.sector}
          onValue={(sector) => change({ sector })}
          input={{ maxLength: 120 }}
        />
        {fault.value !== null && <Trouble fault={fault.value} />}
        <button type="submit" class="button" disabled={isBusy.value}>
          {w.make}
        </button>
        <p class="hint">{w.madeLead}</p>
      </form>
    </DraftOf.Provider>
  );
}
