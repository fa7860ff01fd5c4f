/** This phone: what waits, what it takes, whether it is safe. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { inBytes, persists, used } from "../core/storage";
import { waiting } from "../core/store";
import { lastRun, run } from "../sync/runs";

export default function Phone() {
  const {
    phone,
    waiting: waits,
    allSent,
    sendNow,
    lastRun: said,
    space,
    persists: promised,
    mayVanish,
    tag,
  } = words.value;
  const bytes = useSignal(0);
  const isSafe = useSignal(true);
  useEffect(() => {
    void used().then((count) => (bytes.value = count));
    void persists().then((promise) => (isSafe.value = promise));
  }, []);
  return (
    <>
      <h1>{phone}</h1>
      <p role="status">{waiting.value ? waits(waiting.value) : allSent}</p>
      {lastRun.value && (
        <p class="quiet">{said(new Intl.DateTimeFormat(tag, { timeStyle: "short" }).format(lastRun.value))}</p>
      )}
      <button type="button" class="button" onClick={() => void run()}>
        {sendNow}
      </button>
      <p>{space(inBytes(bytes.value, tag))}</p>
      <p class="quiet">{isSafe.value ? promised : mayVanish}</p>
    </>
  );
}
