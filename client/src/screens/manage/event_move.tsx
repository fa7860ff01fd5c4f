/** Moving an event that is open: another day, place or hours; whoever registered is told. */
import { useSignal } from "@preact/signals";
import type { Sent } from "../../nouns/boards";
import { eventIn, eventLacks, moveEvent } from "../../nouns/event_writing";
import { FoldedForm } from "../../parts/folded_form";
import { writingWords } from "../../words/writing";
import { WhenAndWhere } from "./write_event";

export function Moving({ mission, onDone }: { mission: Sent; onDone: () => Promise<void> }) {
  const w = writingWords.value;
  const event = useSignal(eventIn(mission.event!));
  const [lack] = eventLacks(event.value);
  return (
    <FoldedForm
      label={w.moveEvent}
      button={w.moveIt}
      isDisabled={Boolean(lack)}
      send={() => moveEvent(mission, event.value)}
      thanks={w.moved}
      onDone={onDone}
      kind="one-column"
    >
      <p class="hint">{w.moveLead}</p>
      <WhenAndWhere event={event.value} onEvent={(next) => (event.value = next)} />
      {lack && <p role="status">{w.lacks[lack]}</p>}
    </FoldedForm>
  );
}
