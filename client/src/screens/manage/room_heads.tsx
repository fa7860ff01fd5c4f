/** How many people are there, beside how many entries: results of votes print both. */
import { useSignal } from "@preact/signals";
import { countHeads, type Live, type Room } from "../../nouns/rooms";
import { Trouble } from "../../parts/asked";
import { Field } from "../../parts/field";
import { roomWords } from "../../words/rooms";

const FEW = 3; // entries from one source that nobody looks at

export function Heads({ room, live }: { room: Room; live: Live }) {
  const { headsAsked, headsAre, headsLead, headsLabel, headsKeep, manyAlike } = roomWords.value;
  const { people, heads, alike } = live.counts;
  const number = useSignal("");
  const fault = useSignal<unknown>(null);
  if (people === 0) return null;
  const count = Number(number.value || people);
  const keep = async (event: Event) => {
    event.preventDefault();
    fault.value = null;
    await countHeads(room.id, count).catch((problem) => (fault.value = problem));
    number.value = "";
  };
  return (
    <section class="heads" aria-label={headsLabel}>
      {(alike ?? 0) > FEW && <p class="quiet">{manyAlike(alike!, people)}</p>}
      {heads !== null && <p>{headsAre(people, heads)}</p>}
      {heads !== people && (
        <form class="one-line" onSubmit={(event) => void keep(event)}>
          <p>{headsAsked(people, count)}</p>
          <Field
            id="heads"
            label={headsLabel}
            value={number.value || String(people)}
            onValue={(text) => (number.value = text.replace(/\D/g, ""))}
            input={{ inputMode: "numeric", maxLength: 4 }}
          />
          <button type="submit" class="button plain">
            {headsKeep}
          </button>
          <p class="hint">{headsLead}</p>
        </form>
      )}
      {fault.value !== null && <Trouble fault={fault.value} />}
    </section>
  );
}
