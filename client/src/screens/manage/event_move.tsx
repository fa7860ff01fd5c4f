/** Moving an event that is open: another day, place or hours; whoever registered is told. */
import { useSignal } from "@preact/signals";
import type { Sent } from "../../nouns/boards";
import { eventIn, eventLacks, moveEvent } from "../../nouns/event_writing";
import { Trouble } from "../../parts/asked";
import { say } from "../../parts/toast";
import { writingWords } from "../../words/writing";
import { WhenAndWhere } from "./write_event";

export function Moving({ mission, onDone }: { mission: Sent; onDone: () => Promise<void> }) {
  const w = writingWords.value;
  const event = useSignal(eventIn(mission.event!));
  const fault = useSignal<unknown>(null);
  const [lack] = eventLacks(event.value);
  const move = async (submission: Event) => {
    submission.preventDefault();
    fault.value = null;
    try {
      await moveEvent(mission, event.value);
      say(w.moved);
      await onDone();
    } catch (problem) {
      fault.value = problem;
    }
  };
  return (
    <details class="one-column">
      <summary>{w.moveEvent}</summary>
      <form onSubmit={(submission) => void move(submission)}>
        <p class="hint">{w.moveLead}</p>
        <WhenAndWhere event={event.value} onEvent={(next) => (event.value = next)} />
        {lack && <p role="status">{w.lacks[lack]}</p>}
        {fault.value !== null && <Trouble fault={fault.value} />}
        <button type="submit" class="button" disabled={Boolean(lack)}>
          {w.moveIt}
        </button>
      </form>
    </details>
  );
}
