/** This phone: what waits, what it takes, whether it is safe. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { sendWhole, type WholePhotos, wholePhotos } from "../core/network";
import { inBytes, persists, used } from "../core/storage";
import { waiting } from "../core/store";
import { heldPhotos } from "../nouns/media";
import { Rescue } from "../parts/rescue";
import { watch } from "../parts/toast";
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
    wholePhotosTitle,
    wholeOnWifi,
    wholeAlways,
    wholeLead,
    photosHeld,
    tag,
  } = words.value;
  const bytes = useSignal(0);
  const isSafe = useSignal(true);
  const whole = useSignal<WholePhotos>("wifi");
  const held = useSignal(0);
  const choose = (when: WholePhotos) => {
    whole.value = when;
    watch(sendWhole(when).then(run));
  };
  useEffect(() => {
    void wholePhotos().then((kept) => (whole.value = kept));
    void heldPhotos().then((count) => (held.value = count));
    void used().then((count) => (bytes.value = count));
    void persists().then((promise) => (isSafe.value = promise));
  }, []);
  return (
    <>
      <h1>{phone}</h1>
      <p role="status">{waiting.value ? waits(waiting.value) : allSent}</p>
      {waiting.value > 0 && (
        <p>
          <Rescue />
        </p>
      )}
      {lastRun.value && (
        <p class="quiet">{said(new Intl.DateTimeFormat(tag, { timeStyle: "short" }).format(lastRun.value))}</p>
      )}
      <button type="button" class="button" onClick={() => void run()}>
        {sendNow}
      </button>
      <fieldset class="choices">
        <legend>{wholePhotosTitle}</legend>
        {(["wifi", "always"] as const).map((when) => (
          <label key={when}>
            <input type="radio" name="whole" checked={whole.value === when} onChange={() => choose(when)} />
            {when === "wifi" ? wholeOnWifi : wholeAlways}
          </label>
        ))}
      </fieldset>
      <p class="quiet">{held.value ? photosHeld(held.value) : wholeLead}</p>
      <p>{space(inBytes(bytes.value, tag))}</p>
      <p class="quiet">{isSafe.value ? promised : mayVanish}</p>
    </>
  );
}
