/** What a room asks, in order; who may come in; how many. */
import { useSignal } from "@preact/signals";
import { uuid7 } from "../../core/ids";
import type { Sent } from "../../nouns/boards";
import type { Programme } from "../../nouns/programmes";
import { putRoom } from "../../nouns/rooms";
import { Trouble } from "../../parts/asked";
import { digits, Field } from "../../parts/field";
import { OneOf } from "../../parts/one_of";
import { Select } from "../../parts/select";
import { go } from "../../router";
import { roomWords } from "../../words/rooms";
import { Places } from "./write_order";
import "./write.css";

type Minors = NonNullable<Parameters<typeof putRoom>[1]["minors"]>;

interface Properties {
  community: string;
  missions: Sent[];
  programmes: Programme[];
}

export function RoomForm({ community, missions, programmes }: Properties) {
  const w = roomWords.value;
  const id = useSignal(uuid7()); // the same body again makes no second room
  const programme_id = useSignal("");
  const all = useSignal<string[]>([]);
  const allow_guests = useSignal(true);
  const minors = useSignal<Minors>("over_15");
  const capacity = useSignal("150");
  const fault = useSignal<unknown>(null);
  const known = missions.map(({ id, title }) => ({ id, title }));
  for (const { steps } of programmes)
    for (const step of steps)
      if (!known.some((one) => one.id === step.id)) known.push({ id: step.id, title: step.title });
  const others = known.filter((one) => !all.value.includes(one.id));
  const titleOf = (mission: string) => known.find((one) => one.id === mission)?.title ?? "–";
  const pickProgramme = (next: string) => {
    programme_id.value = next;
    const steps = programmes.find((one) => one.id === next)?.steps ?? [];
    if (!all.value.length) all.value = steps.filter(({ kind }) => IN_ROOM.has(kind)).map((step) => step.id);
  };
  const save = async (event: Event) => {
    event.preventDefault();
    fault.value = null;
    try {
      await putRoom(id.value, {
        community_id: community,
        programme_id: programme_id.value || null,
        missions: all.value,
        allow_guests: allow_guests.value,
        minors: allow_guests.value ? minors.value : "none",
        capacity: Number(capacity.value) || 150,
      });
      go(`/manage/${community}/rooms/${id.value}`);
    } catch (problem) {
      fault.value = problem;
    }
  };
  return (
    <form onSubmit={(event) => void save(event)}>
      {programmes.length > 0 && (
        <Select
          id="programme"
          label={w.ofProgramme}
          value={programme_id.value}
          none={w.noProgramme}
          options={programmes.map(({ id, title }) => [id, title] as const)}
          onValue={(value) => pickProgramme(value)}
        />
      )}
      <h3>{w.whatIsAsked}</h3>
      {known.length === 0 && <p class="quiet">{w.nothingToAsk}</p>}
      <ol class="written">
        {all.value.map((mission, place) => (
          <li key={mission}>
            <strong dir="auto">{titleOf(mission)}</strong>
            <Places all={all.value} place={place} onAll={(next) => (all.value = next)} name={titleOf(mission)} />
          </li>
        ))}
      </ol>
      {others.length > 0 && (
        <Select
          id="add"
          label={w.addMission}
          value=""
          none="–"
          options={others.map(({ id, title }) => [id, title] as const)}
          onValue={(value) => (all.value = [...all.value, value].filter(Boolean))}
        />
      )}
      <label class="tick">
        <input
          type="checkbox"
          checked={allow_guests.value}
          onChange={() => (allow_guests.value = !allow_guests.value)}
        />{" "}
        {w.withGuests}
      </label>
      <p class="hint">{w.guestsHint}</p>
      {allow_guests.value && (
        <OneOf
          legend={w.minors}
          name="minors"
          options={w.minorsKinds}
          value={minors.value}
          onValue={(value) => (minors.value = value)}
        />
      )}
      <Field
        id="capacity"
        label={w.capacity}
        value={capacity.value}
        clean={digits}
        onValue={(text) => (capacity.value = text)}
        input={{ inputMode: "numeric", maxLength: 4 }}
      />
      {fault.value !== null && <Trouble fault={fault.value} />}
      <button type="submit" class="button">
        {w.createRoom}
      </button>
    </form>
  );
}

const IN_ROOM = new Set(["proposal", "ballot"]);
