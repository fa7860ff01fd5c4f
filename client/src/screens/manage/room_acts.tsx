/** What is done with the room itself: its opening and end, its door, its walls. */
import { useSignal } from "@preact/signals";
import { close, closeWalls, type Live, open, openWall, type Room, setDoor } from "../../nouns/rooms";
import { Trouble } from "../../parts/asked";
import { say } from "../../parts/toast";
import { roomWords } from "../../words/rooms";
import { Tickets } from "./room_tickets";

export function Acts({ room, live, onChange }: { room: Room; live: Live; onChange: () => Promise<void> }) {
  const words = roomWords.value;
  const fault = useSignal<unknown>(null);
  const wall = useSignal<string | null>(null);
  const isSure = useSignal(false);
  const attempt = (act: () => Promise<unknown>, told?: string) => async () => {
    fault.value = null;
    try {
      await act();
      if (told) say(told);
      await onChange();
    } catch (problem) {
      fault.value = problem;
    }
  };
  const { state, door } = live.scene;
  if (state === "closed") return null;
  return (
    <section class="room-acts">
      {fault.value !== null && <Trouble fault={fault.value} />}
      {state === "planned" && (
        <button type="button" class="button" onClick={attempt(() => open(room.id))}>
          {words.openRoom}
        </button>
      )}
      {door === "locked" && <p role="status">{words.doorLocked}</p>}
      <div class="acts-line">
        <button
          type="button"
          class="button plain"
          onClick={attempt(async () => {
            wall.value = (await openWall(room.id)).url;
          })}
        >
          {words.makeWall}
        </button>
        {state === "open" && (
          <button
            type="button"
            class="button plain"
            onClick={attempt(() => setDoor(room.id, door === "open" ? "locked" : "open"))}
          >
            {door === "open" ? words.lockDoor : words.unlockDoor}
          </button>
        )}
      </div>
      {wall.value && (
        <div class="versions" role="status">
          <p>{words.wallReady}</p>
          <p>
            <a href={wall.value} target="_blank" rel="noreferrer">
              {wall.value}
            </a>
          </p>
        </div>
      )}
      <Tickets room={room} />
      <div class="acts-line">
        <button
          type="button"
          class="link"
          onClick={attempt(async () => {
            await closeWalls(room.id);
            wall.value = null;
          }, words.wallsAreOff)}
        >
          {words.wallsOff}
        </button>
        {state === "open" && !isSure.value && (
          <button type="button" class="link" onClick={() => (isSure.value = true)}>
            {words.closeRoom}
          </button>
        )}
      </div>
      {isSure.value && (
        <div class="versions" role="status">
          <p>{words.reallyCloseRoom}</p>
          <div class="acts-line">
            <button type="button" class="button" onClick={attempt(() => close(room.id), words.roomClosed)}>
              {words.closeRoom}
            </button>
            <button type="button" class="button plain" onClick={() => (isSure.value = false)}>
              {words.stayOpen}
            </button>
          </div>
        </div>
      )}
    </section>
  );
}
