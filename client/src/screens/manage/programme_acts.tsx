/** What is done with a whole programme: start, papers to print, the end. What others notice is asked twice. */
import { useSignal } from "@preact/signals";
import { filesOf } from "../../nouns/files";
import { abandon, changeProgramme, close, type Programme, start } from "../../nouns/programmes";
import { Trouble } from "../../parts/asked";
import { Field } from "../../parts/field";
import { Files } from "../../parts/files";
import { OneOf } from "../../parts/one_of";
import { say } from "../../parts/toast";
import { programmeWords } from "../../words/programmes";
import { Heading } from "./programme_heading";

type Sure = "start" | "close" | "abandon";

export function ProgrammeActs({ programme, onDone }: { programme: Programme; onDone: () => Promise<void> }) {
  const w = programmeWords.value;
  const fault = useSignal<unknown>(null);
  const sure = useSignal<Sure | null>(null);
  const reason = useSignal("");
  const { id, title, state, visibility } = programme;
  const attempt = async (act: () => Promise<unknown>, done?: string) => {
    fault.value = null;
    try {
      await act();
      sure.value = null;
      if (done) say(done);
      if (done) await onDone();
    } catch (problem) {
      fault.value = problem;
    }
  };
  const acts: Record<Sure, [string, string, () => void]> = {
    start: [w.startIt, w.reallyStart, () => void attempt(() => start(id), w.started)],
    close: [w.closeIt, w.reallyClose, () => void attempt(() => close(id), w.closed)],
    abandon: [w.abandonIt, "", () => void attempt(() => abandon(id, reason.value.trim()), w.abandoned)],
  };
  const offered: Sure[] = state === "draft" ? ["start", "abandon"] : state === "running" ? ["close", "abandon"] : [];
  const change = (next: Programme["visibility"]) =>
    void attempt(() => changeProgramme(programme, { visibility: next }), w.saved);
  return (
    <>
      {fault.value !== null && <Trouble fault={fault.value} again={() => (fault.value = null)} />}
      {sure.value && (
        <form
          class="review"
          onSubmit={(event) => {
            event.preventDefault();
            acts[sure.value!][2]();
          }}
        >
          {acts[sure.value][1] && <p>{acts[sure.value][1]}</p>}
          {sure.value === "abandon" && (
            <Field
              id="reason"
              label={w.whyAbandon}
              hint={w.whyHint}
              value={reason.value}
              onValue={(text) => (reason.value = text)}
              input={{ required: true, maxLength: 500 }}
            />
          )}
          <div class="acts-line">
            <button type="submit" class="button">
              {acts[sure.value][0]}
            </button>
            <button type="button" class="button plain" onClick={() => (sure.value = null)}>
              {w.goBack}
            </button>
          </div>
        </form>
      )}
      {!sure.value && (
        <div class="acts-line">
          {offered.map((one) => (
            <button
              key={one}
              type="button"
              class={one === "start" ? "button" : "link"}
              onClick={() => (sure.value = one)}
            >
              {acts[one][0]}
            </button>
          ))}
        </div>
      )}
      <Files path={filesOf.kit(id)} suffixes={["pdf"]} name={title} labels={{ pdf: w.printKit }} isButton />
      <p class="hint">{w.kitHint}</p>
      {offered.length > 0 && <Heading key={programme.version} programme={programme} onDone={onDone} />}
      {offered.length > 0 && (
        <details>
          <summary>{w.whoSees}</summary>
          <OneOf isTitled legend={w.whoSees} name="sees" options={w.visibilities} value={visibility} onValue={change} />
        </details>
      )}
    </>
  );
}
