/** A link that I gave: its address, its picture for a camera, and its end. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { Offline } from "../core/session";
import { type Access, cut, qr, read } from "../nouns/grants";
import { say } from "../parts/toast";
import { go } from "../router";

export default function GrantScreen({ id }: { id: string }) {
  const { theLink, untilDay, noEnd, tag, send, copy, copied, cut: label, cutDone, needsNetwork, qrOf } = words.value;
  const grant = useSignal<Access | null>(null);
  const picture = useSignal("");
  const fault = useSignal("");
  useEffect(() => {
    read(id)
      .then(async (access) => {
        grant.value = access;
        picture.value = await qr(id);
      })
      .catch((problem) => (fault.value = problem instanceof Offline ? needsNetwork : (problem as Error).message));
  }, [id]);
  const { url, ends_at, target } = grant.value ?? {};
  const hand = async () => {
    if (navigator.share) await navigator.share({ url: url!, title: target?.title ?? "" }).catch(() => undefined);
    else await navigator.clipboard.writeText(url!).then(() => say(copied));
  };
  const stop = async () => {
    await cut(id);
    go("/shares");
    say(cutDone);
  };
  return (
    <>
      <h1>{theLink}</h1>
      {fault.value && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
      {url && (
        <>
          <p class="lead" dir="auto">
            {target?.title}
          </p>
          {picture.value && <img class="qr" src={picture.value} alt={qrOf} width="280" height="280" />}
          <p class="address">{url}</p>
          <p class="quiet">{ends_at ? untilDay(dayOf(ends_at, tag)) : noEnd}</p>
          <button type="button" class="button" onClick={() => void hand()}>
            {"share" in navigator ? send : copy}
          </button>
          <button type="button" class="button plain" onClick={() => void stop()}>
            {label}
          </button>
        </>
      )}
    </>
  );
}
