/** What is on the wall now, and how long it still is. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Live } from "../../nouns/rooms";
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
    const offset = Date.parse(live.now) - Date.now(); // of this phone’s clock, which may be wrong
    const tick = () => {
      seconds.value = end ? Math.max(0, Math.ceil((Date.parse(end) - Date.now() - offset) / 1000)) : null;
    };
    tick();
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [end, live.now]);
  if (seconds.value === null) return null;
  const time = `${Math.floor(seconds.value / 60)}:${String(seconds.value % 60).padStart(2, "0")}`;
  return (
    <p class="clock" role="timer">
      {left(time)}
    </p>
  );
}
