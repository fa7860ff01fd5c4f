/** What is on the wall now, and how long it still is. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { secondsUntil } from "../../core/server_time";
import type { Live } from "../../nouns/rooms";
import { minutesAndSeconds } from "../../parts/countdown";
import { Field } from "../../parts/field";
import { roomWords } from "../../words/rooms";

export function Now({ live, onMessage }: { live: Live; onMessage: (text: string) => void }) {
  const { nowOn, phases, came, answers, message, showMessage, roomStates } = roomWords.value;
  const { scene, counts } = live;
  const text = useSignal(scene.message ?? "");
  const isOpen = scene.state === "open";
  return (
    <section class="now" aria-label={nowOn}>
      <p class="when">{isOpen ? phases[scene.phase] : roomStates[scene.state]}</p>
      {isOpen && scene.mission && <h2 dir="auto">{scene.mission.title}</h2>}
      {isOpen && <Clock live={live} />}
      <p>
        {came(counts.people)}
        {scene.mission && <> · {answers(counts.answers)}</>}
      </p>
      {isOpen && (
        <form
          class="one-line"
          onSubmit={(event) => {
            event.preventDefault();
            onMessage(text.value);
          }}
        >
          <Field
            id="message"
            label={message}
            value={text.value}
            onValue={(value) => (text.value = value)}
            input={{ maxLength: 280, dir: "auto" }}
          />
          <button type="submit" class="button plain">
            {showMessage}
          </button>
        </form>
      )}
    </section>
  );
}

function Clock({ live }: { live: Live }) {
  const { left } = roomWords.value;
  const seconds = useSignal<number | null>(null);
  const end = live.scene.ends_at;
  useEffect(() => {
    const tick = () => {
      seconds.value = end ? Math.max(0, secondsUntil(end)) : null;
    };
    tick();
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [end]);
  if (seconds.value === null) return null;
  return (
    <p class="clock" role="timer">
      {left(minutesAndSeconds(seconds.value))}
    </p>
  );
}
