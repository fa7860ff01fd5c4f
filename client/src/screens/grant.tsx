/** One access that I gave: the link to hand over, who opened it, and its end. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { Offline } from "../core/refusals";
import { type Access, qr, read } from "../nouns/grants";
import { cutWithWayBack } from "../parts/cutting";
import { Icon } from "../parts/icon";
import { audienceName, targetName } from "../parts/names";
import { say, watch } from "../parts/toast";
import { go } from "../router";
import { sharingWords } from "../words/sharing";
import { ByMail } from "./grant_mail";
import { Uses } from "./grant_uses";
import "../parts/card.css";
import "./share.css";

export default function GrantScreen({ id }: { id: string }) {
  const { theLink, untilDay, noEnd, tag, cut: label, needsNetwork } = words.value;
  const { anAccess, withPasscode } = sharingWords.value;
  const grant = useSignal<Access | null>(null);
  const fault = useSignal("");
  useEffect(() => {
    read(id).then(
      (access) => (grant.value = access),
      (problem) => (fault.value = problem instanceof Offline ? needsNetwork : (problem as Error).message),
    );
  }, [id]);
  const stop = async () => {
    go("/shares");
    await cutWithWayBack(id);
  };
  const { url, ends_at, target, audience, state, has_passcode } = grant.value ?? {};
  const isOpen = state === "active" || state === "scheduled";
  return (
    <>
      <h1>{!audience || audience.type === "link" ? theLink : anAccess}</h1>
      {fault.value && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
      {grant.value && (
        <>
          <p class="lead" dir="auto">
            {grant.value.excerpt ? `« ${grant.value.excerpt} »` : (target?.title ?? targetName(target!.type))}
          </p>
          {url && isOpen && <Link id={id} url={url} title={target?.title ?? ""} />}
          {!url && <p>{audience!.name ?? audienceName(audience!.type)}</p>}
          <p class="quiet">
            {ends_at ? untilDay(dayOf(ends_at, tag)) : noEnd}
            {has_passcode && <> · {withPasscode}</>}
          </p>
          {url && isOpen && <ByMail id={id} />}
          <Uses id={id} />
          {isOpen && (
            <button type="button" class="button plain" onClick={() => watch(stop())}>
              {label}
            </button>
          )}
        </>
      )}
    </>
  );
}

function Link({ id, url, title }: { id: string; url: string; title: string }) {
  const { send, copy, copied, qrOf, close } = words.value;
  const { fullScreen } = sharingWords.value;
  const picture = useSignal("");
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(
    () =>
      void qr(id).then(
        (address) => (picture.value = address),
        () => undefined,
      ),
    [id],
  );
  const takeCopy = () => navigator.clipboard.writeText(url).then(() => say(copied));
  const hand = () => navigator.share({ url, title }).catch(() => undefined);
  return (
    <>
      {picture.value && (
        <>
          <img class="qr" src={picture.value} alt={qrOf} width="280" height="280" />
          <p>
            <button type="button" class="link" onClick={() => dialog.current?.showModal()}>
              <Icon name="qr" /> {fullScreen}
            </button>
          </p>
          <dialog class="qr-full" ref={dialog} aria-label={qrOf}>
            <img src={picture.value} alt={qrOf} />
            <p dir="auto">{title}</p>
            <button type="button" class="button" onClick={() => dialog.current?.close()}>
              {close}
            </button>
          </dialog>
        </>
      )}
      <p class="address">{url}</p>
      {"share" in navigator && (
        <button type="button" class="button" onClick={() => void hand()}>
          <Icon name="shares" /> {send}
        </button>
      )}
      <button type="button" class={`button ${"share" in navigator ? "plain" : ""}`} onClick={() => void takeCopy()}>
        {copy}
      </button>
    </>
  );
}
