/** Reporting what one sees: why, and in which words. What is typed is kept until it is sent. */
import { useSignal } from "@preact/signals";
import { words } from "../core/i18n";
import { type Reason, report } from "../nouns/communities";
import { leaveScreen } from "../parts/back";
import { useDraft } from "../parts/draft";
import { Fault } from "../parts/fault";
import { Field } from "../parts/field";
import { sayWhy } from "../parts/look";
import { say } from "../parts/toast";
import { DraftOf } from "../parts/typing";
import { togetherWords } from "../words/together";
import "./communities.css";

export default function Report({ type, id }: { type: string; id: string }) {
  const { reportTitle, reportLead, reasonWhy, reasons, reportText, reported, urgent } = togetherWords.value;
  const [draft, change, keeper] = useDraft<{ reason: string; text: string }>(`report ${type} ${id}`, {
    reason: "",
    text: "",
  });
  const fault = useSignal("");
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await report(type, id, draft.reason as Reason, draft.text);
      change();
      leaveScreen(() => say(reported));
    } catch (problem) {
      fault.value = sayWhy(problem);
    }
  };
  return (
    <DraftOf.Provider value={keeper}>
      <form onSubmit={submit}>
        <h1>{reportTitle}</h1>
        <p>{reportLead}</p>
        <p class="note">{urgent}</p>
        <fieldset class="choices">
          <legend>{reasonWhy}</legend>
          {Object.entries(reasons).map(([value, label]) => (
            <label key={value}>
              <input
                type="radio"
                name="reason"
                required
                checked={draft.reason === value}
                onChange={() => change({ reason: value })}
              />
              {label}
            </label>
          ))}
        </fieldset>
        <Field id="text" label={reportText} value={draft.text} onValue={(text) => change({ text })} long />
        <Fault text={fault.value} />
        <button type="submit" class="button">
          {words.value.send}
        </button>
      </form>
    </DraftOf.Provider>
  );
}
