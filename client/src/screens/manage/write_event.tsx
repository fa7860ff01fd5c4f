/** An event: when, where, for how many, and what happens there. */
import { hour, type WrittenEvent, type WrittenHour } from "../../nouns/event_writing";
import { digits, Field } from "../../parts/field";
import { writingWords } from "../../words/writing";
import { Places } from "./write_order";
import { Moment } from "./write_when";
import "./write.css";

interface Properties {
  event: WrittenEvent;
  onEvent: (event: WrittenEvent) => void;
}
const MOST = 20;

export function Event({ event, onEvent }: Properties) {
  const w = writingWords.value;
  const change = (members: Partial<WrittenEvent>) => onEvent({ ...event, ...members });
  const { capacity, walk_ins, waiting_list, certificate } = event;
  return (
    <>
      <WhenAndWhere event={event} onEvent={onEvent} />
      <Field
        id="capacity"
        label={w.capacity}
        hint={w.capacityHint}
        value={capacity}
        clean={digits}
        onValue={(capacity) => change({ capacity })}
        input={{ inputMode: "numeric", maxLength: 5 }}
      />
      {capacity && (
        <label class="tick">
          <input type="checkbox" checked={waiting_list} onChange={() => change({ waiting_list: !waiting_list })} />{" "}
          {w.waitingList}
        </label>
      )}
      <label class="tick">
        <input type="checkbox" checked={walk_ins} onChange={() => change({ walk_ins: !walk_ins })} /> {w.walkIns}
      </label>
      <label class="tick">
        <input type="checkbox" checked={certificate} onChange={() => change({ certificate: !certificate })} />{" "}
        {w.certificate}
      </label>
    </>
  );
}

/** What may change as long as it is not over. */
export function WhenAndWhere({ event, onEvent }: Properties) {
  const w = writingWords.value;
  const change = (members: Partial<WrittenEvent>) => onEvent({ ...event, ...members });
  const { starts_at, ends_at, label, address, online_url } = event;
  return (
    <>
      <Moment id="starts" label={w.starts} value={starts_at} onValue={(starts_at) => change({ starts_at })} />
      <Moment id="ends" label={w.ends} value={ends_at} onValue={(ends_at) => change({ ends_at })} />
      <Field
        id="place"
        label={w.place}
        hint={w.placeHint}
        value={label}
        onValue={(label) => change({ label })}
        input={{ maxLength: 200 }}
      />
      <Field
        id="address"
        label={w.address}
        value={address}
        onValue={(address) => change({ address })}
        input={{ maxLength: 200 }}
      />
      <Field
        id="online"
        label={w.online}
        value={online_url}
        onValue={(online_url) => change({ online_url })}
        input={{ type: "url", maxLength: 500, placeholder: "https://" }}
      />
      <Agenda all={event.agenda} onAll={(agenda) => change({ agenda })} />
    </>
  );
}

function Agenda({ all, onAll }: { all: WrittenHour[]; onAll: (all: WrittenHour[]) => void }) {
  const w = writingWords.value;
  return (
    <>
      <h3>{w.agenda}</h3>
      <ol class="written">
        {all.map((one, place) => (
          <li key={one.key}>
            <OneHour hour={one} onHour={(next) => onAll(all.map((other) => (other.key === one.key ? next : other)))} />
            <Places all={all} place={place} onAll={onAll} name={one.title || one.at || String(place + 1)} />
          </li>
        ))}
      </ol>
      {all.length < MOST && (
        <button type="button" class="button plain" onClick={() => onAll([...all, hour()])}>
          {w.addHour}
        </button>
      )}
    </>
  );
}

function OneHour({ hour: one, onHour }: { hour: WrittenHour; onHour: (hour: WrittenHour) => void }) {
  const w = writingWords.value;
  const id = `hour-${one.key}`;
  const change = (members: Partial<WrittenHour>) => onHour({ ...one, ...members });
  return (
    <div class="hour">
      <Field id={id} label={w.at} value={one.at} onValue={(at) => change({ at })} input={{ type: "time" }} />
      <Field
        id={`${id}-title`}
        label={w.whatHappens}
        value={one.title}
        onValue={(title) => change({ title })}
        input={{ maxLength: 200 }}
      />
      <Field id={`${id}-by`} label={w.by} value={one.by} onValue={(by) => change({ by })} input={{ maxLength: 100 }} />
    </div>
  );
}
