/** A room as its team runs it, from a phone: what is on, what comes next, who is in, what waits. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Refused } from "../../core/refusals";
import { secondsUntil } from "../../core/server_time";
import {
  isAt,
  type Live,
  listen,
  order,
  type Asked as Question,
  type Room,
  room,
  type Step,
  show,
} from "../../nouns/rooms";
import { Outcome, Trouble, useAsked } from "../../parts/asked";
import { BASE } from "../../router";
import { roomWords } from "../../words/rooms";
import { Acts } from "./room_acts";
import { Heads } from "./room_heads";
import { Ideas } from "./room_ideas";
import { Now } from "./room_now";
import { nameOf, Order } from "./room_order";
import "./room.css";

export default function RunRoom({ community, id }: { community: string; id: string }) {
  const { rooms, roomCalled } = roomWords.value;
  const asked = useAsked(() => room(id), [id]);
  const code = asked.value.value?.code;
  return (
    <div class="wide one-column room">
      <p class="when">
        <a href={`${BASE}/manage/${community}/rooms`}>← {rooms}</a>
      </p>
      <h1>{code ? roomCalled(code) : rooms}</h1>
      <Outcome asked={asked}>{(found) => <Running room={found} onChange={asked.again} />}</Outcome>
    </div>
  );
}

/** What is live, and whether it is heard. */
function useLive(id: string) {
  const live = useSignal<Live | null>(null);
  const isConnected = useSignal(true);
  const fault = useSignal<unknown>(null);
  useEffect(() => {
    const end = new AbortController();
    const hear = (now: Live, connected: boolean) => {
      live.value = now;
      isConnected.value = connected;
    };
    listen(id, hear, end.signal).catch((problem) => (fault.value = problem));
    return () => end.abort();
  }, [id]);
  return { live, isConnected, fault };
}

function Running({ room, onChange }: { room: Room; onChange: () => Promise<void> }) {
  const { connectionLost, next, otherDriver } = roomWords.value;
  const { live, isConnected, fault } = useLive(room.id);
  const trouble = useSignal<unknown>(null);
  const isOvertaken = useSignal(false);
  const seconds = useSignal<number | null | undefined>(undefined); // undefined: as long as it usually takes
  const now = live.value;
  if (fault.value !== null) return <Trouble fault={fault.value} />;
  if (!now) return null;
  const steps = order(now.missions ?? []);
  const place = steps.findIndex((step) => isAt(step, now));
  const following = steps[place + 1];
  const go = async (step: Step, message = "") => {
    trouble.value = null;
    isOvertaken.value = false;
    const lasting = step.seconds !== null && seconds.value !== undefined ? seconds.value : step.seconds;
    try {
      await show(room.id, now.version, { ...step, seconds: lasting }, message);
      seconds.value = undefined;
    } catch (problem) {
      isOvertaken.value = problem instanceof Refused && problem.status === 412;
      if (!isOvertaken.value) trouble.value = problem;
    }
  };
  const isOpen = now.scene.state === "open";
  return (
    <>
      {!isConnected.value && (
        <p class="fault" role="alert">
          {connectionLost}
        </p>
      )}
      {isOvertaken.value && (
        <p class="fault" role="alert">
          {otherDriver}
        </p>
      )}
      {trouble.value !== null && <Trouble fault={trouble.value} />}
      <Now live={now} onMessage={(message) => go(stepOf(now), message)} />
      {isOpen && <Heads room={room} live={now} />}
      {isOpen && following && (
        <button type="button" class="button next-step" onClick={() => void go(following)}>
          {next(nameOf(following))}
        </button>
      )}
      <Acts room={room} live={now} onChange={onChange} />
      {now.scene.state === "planned" && <Prepared all={now.missions ?? []} />}
      {isOpen && <Ideas key={now.scene.mission?.id} live={now} />}
      {isOpen && <Order steps={steps} live={now} seconds={seconds} onShow={go} />}
    </>
  );
}

/** What will be asked there, before it opens. */
function Prepared({ all }: { all: Question[] }) {
  const { runningOrder, preparedLead } = roomWords.value;
  return (
    <section>
      <h2>{runningOrder}</h2>
      <p class="quiet">{preparedLead}</p>
      <ol class="plain-list">
        {all.map(({ id, title }) => (
          <li key={id} dir="auto">
            {title}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What is shown now, with the time that is left: for a word that is added. */
function stepOf({ scene }: Live): Step {
  const left = scene.ends_at ? secondsUntil(scene.ends_at) : null;
  return { phase: scene.phase, mission: scene.mission, seconds: left && Math.max(5, left) };
}
