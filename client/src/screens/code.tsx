/** My code, for somebody who will ask to see something: read out, or scanned; ten minutes, counting down. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { Offline } from "../core/refusals";
import { type Code, newCode, pending } from "../nouns/requests";
import { BASE } from "../router";
import { run } from "../sync/runs";
import { sharingWords } from "../words/sharing";
import "../parts/card.css";
import "./share.css";

const LOOK = 5_000; // milliseconds

export default function CodeScreen() {
  const { myCode, codeLead, codeQr, leftTime, codeOver, another, arrived, lookAt } = sharingWords.value;
  const code = useSignal<Code | null>(null);
  const picture = useSignal("");
  const seconds = useSignal(0);
  const fault = useSignal("");
  const before = useSignal<number | null>(null);
  const make = async () => {
    fault.value = "";
    try {
      code.value = await newCode();
      URL.revokeObjectURL(picture.value);
      picture.value = URL.createObjectURL(new Blob([code.value.qr_svg], { type: "image/svg+xml" }));
    } catch (problem) {
      fault.value = problem instanceof Offline ? words.value.needsNetwork : (problem as Error).message;
    }
  };
  useEffect(() => {
    void make();
    return () => URL.revokeObjectURL(picture.value);
  }, []);
  useEffect(() => {
    const tick = () => {
      seconds.value = Math.max(0, Math.round((Date.parse(code.value?.expires_at ?? "") - Date.now()) / 1000) || 0);
    };
    tick();
    const timer = setInterval(tick, 1000);
    const looking = setInterval(() => void run(), LOOK); // whoever took the code asks now
    return () => {
      clearInterval(timer);
      clearInterval(looking);
    };
  }, [code.value]);
  const requests = pending();
  useEffect(() => {
    before.value ??= requests.length;
  }, []);
  const isGood = code.value !== null && seconds.value > 0;
  return (
    <div class="share">
      <h1>{myCode}</h1>
      <p class="lead">{codeLead}</p>
      {fault.value && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
      {isGood && (
        <>
          <img class="qr" src={picture.value} alt={codeQr} width="280" height="280" />
          <p class="spoken">{code.value!.code}</p>
          <p class="quiet center" role="timer">
            {leftTime(Math.floor(seconds.value / 60), String(seconds.value % 60).padStart(2, "0"))}
          </p>
        </>
      )}
      <div role="status">
        {code.value && !isGood && <p>{codeOver}</p>}
        {before.value !== null && requests.length > before.value && (
          <p class="tinted">
            {arrived} <a href={`${BASE}/requests/${requests.at(-1)!.id}`}>{lookAt}</a>
          </p>
        )}
      </div>
      <button type="button" class={`button ${isGood ? "plain" : ""}`} onClick={() => void make()}>
        {another}
      </button>
    </div>
  );
}
