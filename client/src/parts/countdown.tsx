/** How long there is left by the server’s clock, second by second. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { secondsUntil } from "../core/server_time";
import { ballotWords } from "../words/ballots";

const OFTEN = 250; // milliseconds

export const minutesAndSeconds = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

export function Countdown({ end }: { end: string }) {
  const { left, timeOver } = ballotWords.value;
  const seconds = useSignal(secondsUntil(end));
  useEffect(() => {
    const tick = () => (seconds.value = secondsUntil(end));
    tick();
    const timer = setInterval(tick, OFTEN);
    return () => clearInterval(timer);
  }, [end]);
  return <p role="timer">{seconds.value > 0 ? left(minutesAndSeconds(seconds.value)) : timeOver}</p>;
}
