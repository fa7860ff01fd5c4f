/** Tickets of a room: codes that let one person in each, also where there is no wall. They are shown once. */
import { useSignal } from "@preact/signals";
import { makeTickets, type Room } from "../../nouns/rooms";
import { Trouble } from "../../parts/asked";
import { digits, Field } from "../../parts/field";
import { say } from "../../parts/toast";
import { roomWords } from "../../words/rooms";

const USUAL = 30;
const MOST = 1_000;

export function Tickets({ room }: { room: Room }) {
  const w = roomWords.value;
  const number = useSignal(String(USUAL));
  const codes = useSignal<string[]>([]);
  const fault = useSignal<unknown>(null);
  const address = `${location.host}/r/${room.code}`;
  const make = async (event: Event) => {
    event.preventDefault();
    fault.value = null;
    try {
      codes.value = (await makeTickets(room.id, Math.min(MOST, Number(number.value) || 1))).codes;
    } catch (problem) {
      fault.value = problem;
    }
  };
  const copy = () => navigator.clipboard.writeText(codes.value.join("\n")).then(() => say(w.ticketsCopied));
  return (
    <details>
      <summary>{w.tickets}</summary>
      <form onSubmit={(event) => void make(event)}>
        <p class="hint">{w.ticketsLead}</p>
        <Field
          id="tickets"
          label={w.howManyTickets}
          value={number.value}
          clean={digits}
          onValue={(text) => (number.value = text)}
          input={{ inputMode: "numeric", maxLength: 4, required: true }}
        />
        {fault.value !== null && <Trouble fault={fault.value} />}
        <button type="submit" class="button plain">
          {w.makeTickets}
        </button>
      </form>
      {codes.value.length > 0 && (
        <div role="status">
          <p>{w.ticketsOf(address)}</p>
          <p class="address">{codes.value.join(" · ")}</p>
          <button type="button" class="link" onClick={() => void copy()}>
            {w.copyTickets}
          </button>
        </div>
      )}
    </details>
  );
}
