/** How many people are there, beside how many entries: results of votes print both. */
import { useSignal } from "@preact/signals";
import { countHeads, type Live, type Room } from "../../nouns/rooms";
import { Trouble } from "../../parts/asked";
import { digits, Field } from "../../parts/field";
import { roomWords } from "../../words/rooms";

const FEW = 3; // entries from one source that nobody looks at

export function Heads({ room, live }: { room: Room; live: Live }) {
  const { headsAre, headsLabel, headsAgain, manyAlike } = roomWords.value;
  const { people, heads, alike } = live.counts;
  if (people === 0) return null;
  return (
    <section class="note" aria-label={headsLabel}>
      {(alike ?? 0) > FEW && <p>{manyAlike(alike!, people)}</p>}
      {heads === null ? (
        <Counting room={room} people={people} heads={people} />
      ) : (
        <>
          <p>{headsAre(people, heads)}</p>
          <details key={heads}>
            <summary>{headsAgain}</summary>
            <Counting room={room} people={people} heads={heads} />
          </details>
        </>
      )}
    </section>
  );
}

function Counting({ room, people, heads }: { room: Room; people: number; heads: number }) {
  const { headsAsked, headsLead, headsLabel, headsKeep } = roomWords.value;
  const typed = useSignal<string | null>(null); // null: as many as before
  const fault = useSignal<unknown>(null);
  const count = Number(typed.value ?? heads);
  const keep = async (event: Event) => {
    event.preventDefault();
    fault.value = null;
    await countHeads(room.id, count).catch((problem) => (fault.value = problem));
  };
  return (
    <form onSubmit={(event) => void keep(event)}>
      <p>
        <strong>{headsAsked(people, count)}</strong>
      </p>
      <p class="hint">{headsLead}</p>
      <div class="one-line">
        <Field
          id="heads"
          label={headsLabel}
          value={typed.value ?? String(heads)}
          clean={digits}
          onValue={(text) => (typed.value = text)}
          input={{ inputMode: "numeric", maxLength: 4, required: true }}
        />
        <button type="submit" class="button plain">
          {headsKeep}
        </button>
      </div>
      {fault.value !== null && <Trouble fault={fault.value} />}
    </form>
  );
}
