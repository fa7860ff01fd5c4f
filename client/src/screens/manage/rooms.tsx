/** The rooms of the community, and a new one. */
import { useSignal } from "@preact/signals";
import { type Sent, sentIn } from "../../nouns/boards";
import { create, type Room, roomsIn } from "../../nouns/rooms";
import { type Community, isManaged } from "../../nouns/teams";
import { Outcome, Trouble, useAsked } from "../../parts/asked";
import { day } from "../../parts/time";
import { BASE, go } from "../../router";
import { manageWords } from "../../words/manage";
import { roomWords } from "../../words/rooms";
import { Frame } from "./frame";
import "./room.css";

const ASKED = new Set(["survey", "proposal", "ballot"]);
const USABLE = new Set(["draft", "scheduled", "open"]);

export default function Rooms({ community }: { community: string }) {
  return (
    <Frame id={community} at="rooms">
      {(found) => <List community={found} />}
    </Frame>
  );
}

async function read(community: Community) {
  const [rooms, missions] = await Promise.all([
    roomsIn(community.id),
    isManaged(community) ? sentIn(community.id) : [],
  ]);
  return { rooms, missions: missions.filter(({ kind, state }) => ASKED.has(kind) && USABLE.has(state)).reverse() };
}

function List({ community }: { community: Community }) {
  const { noRoom } = roomWords.value;
  const asked = useAsked(() => read(community), [community.id]);
  return (
    <div class="one-column">
      <Outcome asked={asked}>
        {({ rooms, missions }) => (
          <>
            {rooms.length === 0 && <p class="quiet">{noRoom}</p>}
            <ul class="lines">
              {rooms.map((room) => (
                <li key={room.id}>
                  <Line room={room} />
                </li>
              ))}
            </ul>
            {isManaged(community) && <New community={community.id} missions={missions} />}
          </>
        )}
      </Outcome>
    </div>
  );
}

function Line({ room }: { room: Room }) {
  const { roomCalled, roomStates, came } = roomWords.value;
  return (
    <a href={`${BASE}/manage/${room.community_id}/rooms/${room.id}`}>
      <span>
        <strong>{roomCalled(room.code)}</strong> <small class="when">{day(room.opens_at ?? room.created_at)}</small>{" "}
        {room.people > 0 && <small>{came(room.people)}</small>}
      </span>
      <em>{roomStates[room.state]}</em>
    </a>
  );
}

function New({ community, missions }: { community: string; missions: Sent[] }) {
  const { newRoom, whatIsAsked, nothingToAsk, withGuests, guestsHint, createRoom } = roomWords.value;
  const { untitled } = manageWords.value;
  const chosen = useSignal<string[]>([]);
  const guests = useSignal(true);
  const fault = useSignal<unknown>(null);
  const toggle = (id: string) =>
    (chosen.value = chosen.value.includes(id) ? chosen.value.filter((one) => one !== id) : [...chosen.value, id]);
  const prepare = async () => {
    fault.value = null;
    try {
      const { id } = await create(community, chosen.value, guests.value);
      go(`/manage/${community}/rooms/${id}`);
    } catch (problem) {
      fault.value = problem;
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void prepare();
      }}
    >
      <h2>{newRoom}</h2>
      {missions.length === 0 && <p class="quiet">{nothingToAsk}</p>}
      {missions.length > 0 && (
        <fieldset class="ticks">
          <legend>{whatIsAsked}</legend>
          {missions.map(({ id, title }) => (
            <label key={id}>
              <input type="checkbox" checked={chosen.value.includes(id)} onChange={() => toggle(id)} />
              <span dir="auto">{title || untitled}</span>
              {chosen.value.includes(id) && <b>{chosen.value.indexOf(id) + 1}</b>}
            </label>
          ))}
        </fieldset>
      )}
      <div class="ticks">
        <label>
          <input
            type="checkbox"
            checked={guests.value}
            aria-describedby="guests-hint"
            onChange={() => (guests.value = !guests.value)}
          />
          {withGuests}
        </label>
        <p class="hint" id="guests-hint">
          {guestsHint}
        </p>
      </div>
      {fault.value !== null && <Trouble fault={fault.value} />}
      <button type="submit" class="button">
        {createRoom}
      </button>
    </form>
  );
}
