/** A story that somebody hid from a community: why, and the one appeal against it. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { Offline } from "../core/refusals";
import { appeal, type Hiding, hidingsOf } from "../nouns/stories";
import { useDraftText } from "../parts/draft";
import { Field } from "../parts/field";
import { Icon } from "../parts/icon";
import { DraftOf } from "../parts/typing";
import { makingWords } from "../words/making";

export function Hidden({ story }: { story: string }) {
  const hidings = useSignal<Hiding[]>([]);
  const load = () =>
    void hidingsOf(story).then(
      (all) => (hidings.value = all),
      () => undefined,
    ); // without network they come later
  useEffect(load, [story]);
  return (
    <>
      {hidings.value.map((hiding) => (
        <One key={hiding.id} hiding={hiding} onAppealed={load} />
      ))}
    </>
  );
}

function One({ hiding, onAppealed }: { hiding: Hiding; onAppealed: () => void }) {
  const { tag } = words.value;
  const { isHidden, hiddenWhy, appealed, answered } = makingWords.value;
  return (
    <section class="tinted">
      <h2>
        <Icon name="alert" /> {isHidden(dayOf(hiding.hidden_at, tag))}
      </h2>
      <p>{hiddenWhy}</p>
      <blockquote dir="auto">{hiding.reason}</blockquote>
      {hiding.appeal && (
        <>
          <p>{appealed}</p>
          <blockquote dir="auto">{hiding.appeal}</blockquote>
        </>
      )}
      {!hiding.appeal && <Appeal hiding={hiding} onAppealed={onAppealed} />}
      {hiding.answer && (
        <>
          <p>{answered}</p>
          <blockquote dir="auto">{hiding.answer}</blockquote>
        </>
      )}
    </section>
  );
}

function Appeal({ hiding, onAppealed }: { hiding: Hiding; onAppealed: () => void }) {
  const { send, needsNetwork } = words.value;
  const { appeal: label, appealLead } = makingWords.value;
  const name = `appeal:${hiding.id}`;
  const { text, change, forget, keeper } = useDraftText(name);
  const fault = useSignal("");
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await appeal(hiding.id, text.value.trim());
      forget();
      onAppealed();
    } catch (problem) {
      fault.value = problem instanceof Offline ? needsNetwork : (problem as Error).message;
    }
  };
  return (
    <details>
      <summary>{label}</summary>
      <DraftOf.Provider value={keeper}>
        <form onSubmit={submit}>
          <Field
            id={name}
            label={label}
            hint={appealLead}
            fault={fault.value || undefined}
            value={text.value}
            onValue={change}
            long
          />
          <button type="submit" class="button">
            {send}
          </button>
        </form>
      </DraftOf.Provider>
    </details>
  );
}
