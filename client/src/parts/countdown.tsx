/** How long there is left, second by second when it is near. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ballotWords } from "../words/ballots";

const SECOND = 1_000;

export function Countdown({ end }: { end: string }) {
  const { left, timeOver } = ballotWords.value;
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => (now.value = Date.now()), SECOND);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.ceil((Date.parse(end) - now.value) / SECOND);
  const minutes = Math.floor(seconds / 60);
  const clock = `${minutes}:${String(Math.max(0, seconds % 60)).padStart(2, "0")}`;
  return <p role="timer">{seconds > 0 ? left(clock) : timeOver}</p>;
}
