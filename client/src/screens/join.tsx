/** Joining by a QR, a code or a link: what it is, who will see what, then in. Without network the code is kept. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { Offline } from "../core/refusals";
import { type Card, keepKey, keptKey, keyIn, readCard } from "../nouns/joining";
import { wayOf } from "../nouns/qr_links";
import { Fault } from "../parts/fault";
import { Field } from "../parts/field";
import { Joining } from "../parts/joining";
import { Prose } from "../parts/prose";
import { Scan } from "../parts/scan";
import { watch } from "../parts/toast";
import { go, query } from "../router";
import { togetherWords } from "../words/together";
import "./communities.css";

export default function Join() {
  const { join, keptOffline, forget, notOurs } = togetherWords.value;
  const key = useSignal("");
  const card = useSignal<Card | null>(null);
  const fault = useSignal("");
  const isKept = useSignal(false);
  const open = async (text: string) => {
    const { page, screen } = wayOf(text) ?? {};
    if (page) return location.assign(page);
    if (screen?.startsWith("/sign-in")) return go(screen);
    key.value = keyIn(text);
    if (!key.value) return;
    if (/[:/\s]/.test(key.value)) {
      fault.value = notOurs;
      return;
    }
    fault.value = "";
    try {
      card.value = await readCard(key.value);
      await keepKey(undefined);
      isKept.value = false;
    } catch (problem) {
      isKept.value = problem instanceof Offline;
      await keepKey(isKept.value ? key.value : undefined);
      if (!isKept.value) fault.value = (problem as Error).message;
    }
  };
  useEffect(() => {
    void (async () => open(query.value.get("key") ?? (await keptKey()) ?? ""))();
    const again = () => watch(isKept.value && open(key.value));
    addEventListener("online", again);
    return () => removeEventListener("online", again);
  }, []);
  if (card.value) return <Invited card={card.value} code={key.value} />;
  return (
    <>
      <h1>{join}</h1>
      <Fault text={fault.value} />
      {isKept.value ? (
        <div class="note" role="status">
          <p>{keptOffline}</p>
          <p class="address">{key.value}</p>
          <button
            type="button"
            class="link"
            onClick={() => {
              isKept.value = false;
              watch(keepKey(undefined));
            }}
          >
            {forget}
          </button>
        </div>
      ) : (
        <Ways onKey={(text) => watch(open(text))} />
      )}
    </>
  );
}

function Ways({ onKey }: { onKey: (text: string) => void }) {
  const { scan, typeCode, codeHint, see } = togetherWords.value;
  const code = useSignal("");
  return (
    <>
      <Scan label={scan} onRead={onKey} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onKey(code.value);
        }}
      >
        <Field
          id="key"
          label={typeCode}
          hint={codeHint}
          value={code.value}
          onValue={(value) => (code.value = value)}
          input={{
            required: true,
            maxLength: 300,
            autocomplete: "off",
            autocapitalize: "characters",
            spellcheck: false,
          }}
        />
        <button type="submit" class="button plain">
          {see}
        </button>
      </form>
    </>
  );
}

function Invited({ card, code }: { card: Card; code: string }) {
  const { kinds, verified, invitedBy, invited, missionsAWeek, charter } = togetherWords.value;
  const { community, invited_by, role, needs_approval } = card;
  return (
    <article>
      <p class="when">{invited_by ? invitedBy(invited_by) : invited}</p>
      <h1 dir="auto">{community.name}</h1>
      <p class="quiet">
        {kinds[community.kind]}
        {community.verified_at && <> · {verified}</>}
      </p>
      <p>{missionsAWeek(community.weekly_notification_cap)}</p>
      {community.charter && (
        <details>
          <summary>{charter}</summary>
          <Prose text={community.charter} />
        </details>
      )}
      <Joining door={{ community: community.id, role, key: code }} asks={needs_approval} />
      <p>
        <a href="/app/communities">{words.value.later}</a>
      </p>
    </article>
  );
}
