/** Other ways in than a mail, and whose phone this is. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { isShared, keepDeviceSetting } from "../core/device";
import { words } from "../core/i18n";
import { isRefusal, knowsPasskeys } from "../nouns/credentials";
import { enterBy, leaveFor, type Provider, passkeyProof, providers } from "../nouns/entries";
import { wayOf } from "../nouns/qr_links";
import { Choice } from "../parts/choice";
import { Icon } from "../parts/icon";
import { Scan } from "../parts/scan";
import { watch } from "../parts/toast";
import { go } from "../router";
import { entryWords } from "../words/entry";
import { comeIn, reasonOf } from "./coming_in";

interface Properties {
  onFault: (text: string) => void;
}

/** A passkey is offered in the field of the address where the browser can, and by a button everywhere. */
export function ByPasskey({ onFault }: Properties) {
  const { byPasskey } = entryWords.value;
  const waiting = useRef<AbortController | null>(null);
  const enter = async (options: Parameters<typeof passkeyProof>[0]) => {
    try {
      await comeIn(await enterBy(await passkeyProof(options), words.value.device));
    } catch (fault) {
      if (!isRefusal(fault)) onFault(reasonOf(fault));
    }
  };
  const stop = () => {
    waiting.current?.abort();
    waiting.current = null;
  };
  useEffect(() => {
    void canOfferQuietly().then((can) => {
      if (!can) return;
      waiting.current = new AbortController();
      void enter({ quietly: true, signal: waiting.current.signal });
    });
    return stop;
  }, []);
  if (!knowsPasskeys()) return null;
  const press = () => {
    stop();
    onFault("");
    void enter({});
  };
  return (
    <button type="button" class="button plain" onClick={press}>
      <Icon name="key" /> {byPasskey}
    </button>
  );
}

const canOfferQuietly = async () =>
  knowsPasskeys() && navigator.onLine && Boolean(await PublicKeyCredential.isConditionalMediationAvailable?.());

/** Services of identity, where the operator names some: each has its own words. */
export function ByProvider({ onFault }: Properties) {
  const { byProvider } = entryWords.value;
  const all = useSignal<Provider[]>([]);
  useEffect(() => {
    void providers()
      .then((items) => (all.value = items))
      .catch(() => undefined); // the other ways are there
  }, []);
  if (!all.value.length) return null;
  return (
    <section class="providers">
      <h2>{byProvider}</h2>
      {all.value.map(({ id, name, button, about_url }) => (
        <p key={id}>
          <button
            type="button"
            class={`button plain provider ${id}`}
            onClick={() => void leaveFor(id).catch((fault) => onFault(reasonOf(fault)))}
          >
            {button}
          </button>
          {about_url && (
            <a href={about_url} rel="noreferrer">
              {entryWords.value.whatIs(name)}
            </a>
          )}
        </p>
      ))}
    </section>
  );
}

/** What a school shows, an invitation or a room: a QR leads there. */
export function ByQr({ onFault }: Properties) {
  const { byQr, qrElsewhere } = entryWords.value;
  const read = (text: string) => {
    const way = wayOf(text);
    if (way?.page) location.assign(way.page);
    else if (way?.screen) go(way.screen);
    onFault(way ? "" : qrElsewhere);
  };
  return <Scan label={byQr} isPlain onRead={read} />;
}

/** « Ce n’est pas mon téléphone » */
export function SharedPhone() {
  const { notMine, notMineLead } = entryWords.value;
  const isOn = useSignal(false);
  useEffect(() => void isShared().then((kept) => (isOn.value = kept)), []);
  const change = (checked: boolean) => {
    isOn.value = checked;
    watch(keepDeviceSetting("shared", checked || undefined));
  };
  return (
    <div class="shared">
      <Choice label={notMine} hint={isOn.value ? notMineLead : undefined} checked={isOn.value} onChange={change} />
    </div>
  );
}
