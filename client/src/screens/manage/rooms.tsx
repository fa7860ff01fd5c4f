/** The rooms of the community, and a new one. */
import { sentIn } from "../../nouns/boards";
import { type Programme, programmesOf } from "../../nouns/programmes";
import { type Room, roomsIn } from "../../nouns/rooms";
import { type Community, isManaged } from "../../nouns/teams";
import { Outcome, useAsked } from "../../parts/asked";
import { day } from "../../parts/time";
import { BASE } from "../../router";
import { roomWords } from "../../words/rooms";
import { Frame } from "./frame";
import { RoomForm } from "./room_form";
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
  const [rooms, missions, programmes] = await Promise.all([
    roomsIn(community.id),
    isManaged(community) ? sentIn(community.id) : [],
    programmesOf(community.id),
  ]);
  return {
    rooms,
    programmes,
    missions: missions.filter(({ kind, state }) => ASKED.has(kind) && USABLE.has(state)).reverse(),
  };
}

function List({ community }: { community: Community }) {
  const { noRoom, newRoom } = roomWords.value;
  const asked = useAsked(() => read(community), [community.id]);
  return (
    <div class="one-column">
      <Outcome asked={asked}>
        {({ rooms, missions, programmes }) => (
          <>
            {rooms.length === 0 && <p class="quiet">{noRoom}</p>}
            <ul class="lines">
              {rooms.map((room) => (
                <li key={room.id}>
                  <Line room={room} programme={programmes.find(({ id }) => id === room.programme_id)} />
                </li>
              ))}
            </ul>
            {isManaged(community) && (
              <details open={rooms.length === 0}>
                <summary>{newRoom}</summary>
                <RoomForm community={community.id} missions={missions} programmes={programmes} />
              </details>
            )}
          </>
        )}
      </Outcome>
    </div>
  );
}

function Line({ room, programme }: { room: Room; programme: Programme | undefined }) {
  const { roomCalled, roomStates, came } = roomWords.value;
  return (
    <a href={`${BASE}/manage/${room.community_id}/rooms/${room.id}`}>
      <span>
        <strong dir="auto">{programme?.title ?? roomCalled(room.code)}</strong>
        <small class="when">
          {programme && `${roomCalled(room.code)} · `}
          {day(room.opens_at ?? room.created_at)}
          {room.people > 0 && ` · ${came(room.people)}`}
        </small>
      </span>
      <em>{roomStates[room.state]}</em>
    </a>
  );
}
