/** My copy, what I bring along, and my way out. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { inBytes } from "../core/storage";
import { waiting } from "../core/store";
import { askErasure, askExport, type Export, erasure, exports, forgetExport, keepAccount } from "../nouns/portability";
import { Choice } from "../parts/choice";
import { Fault, SeenState, useAct, useSeen } from "../parts/seen";
import { say } from "../parts/toast";
import { accountWords } from "../words/account";
import { Imports } from "./imports";
import "./account.css";

const AGAIN = 3_000; // milliseconds until it is asked whether a copy is ready

/** Ask again while something is under way. */
export function useAgain(isUnderWay: boolean, again: () => Promise<void>): void {
  useEffect(() => {
    if (!isUnderWay) return undefined;
    const timer = setInterval(() => document.visibilityState === "visible" && void again(), AGAIN);
    return () => clearInterval(timer);
  }, [isUnderWay]);
}

export default function Leave() {
  const { leave, leaveLead } = accountWords.value;
  return (
    <>
      <h1>{leave}</h1>
      <p class="lead">{leaveLead}</p>
      <Exports />
      <Imports />
      <Erasure />
    </>
  );
}

function Exports() {
  const { copyTitle, copyLead, copyAsk, copyWaits } = accountWords.value;
  const seen = useSeen("exports", exports);
  const { fault, isBusy, act } = useAct();
  const all = seen.value.value ?? [];
  useAgain(
    all.some(({ state }) => state === "preparing"),
    seen.again,
  );
  return (
    <section>
      <h2>{copyTitle}</h2>
      <p>{copyLead}</p>
      {waiting.value > 0 && <p class="quiet">{copyWaits(words.value.waiting(waiting.value))}</p>}
      <SeenState of={seen} />
      <Fault text={fault.value} />
      <ul class="rows" aria-live="polite">
        {all.map((one) => (
          <Copy key={one.id} one={one} onChange={seen.again} />
        ))}
      </ul>
      <button type="button" class="button" disabled={isBusy.value} onClick={() => void act(askExport).then(seen.again)}>
        {copyAsk}
      </button>
    </section>
  );
}

function Copy({ one, onChange }: { one: Export; onChange: () => Promise<void> }) {
  const { copyOf, copyPreparing, copyTake, copyUntil, copyForget, copyElsewhere } = accountWords.value;
  const { tag } = words.value;
  const { fault, act } = useAct();
  const time = new Intl.DateTimeFormat(tag, { dateStyle: "long", timeStyle: "short" });
  return (
    <li>
      <strong>{copyOf(dayOf(one.created_at, tag))}</strong>
      <Fault text={fault.value} />
      {one.state === "preparing" ? (
        <p class="quiet">{copyPreparing}</p>
      ) : (
        <p class="when">
          {one.size !== null && <>{inBytes(one.size, tag)} · </>}
          {copyUntil(time.format(new Date(one.expires_at)))}
        </p>
      )}
      {one.url ? (
        <a class="button" href={one.url} download="day-tripper.zip">
          {copyTake}
        </a>
      ) : (
        one.state === "ready" && <p class="quiet">{copyElsewhere}</p>
      )}{" "}
      <button type="button" class="link" onClick={() => void act(() => forgetExport(one.id)).then(onChange)}>
        {copyForget}
      </button>
    </li>
  );
}

/** Two steps, then fourteen days: whoever changes their mind loses nothing. */
function Erasure() {
  const { eraseTitle, eraseLead, eraseBegin, eraseSure, eraseNow, eraseDue, eraseStop, eraseStopped, eraseAsked } =
    accountWords.value;
  const seen = useSeen("erasure", erasure);
  const isOpen = useSignal(false);
  const isSure = useSignal(false);
  const { fault, isBusy, act } = useAct();
  const due = seen.value.value?.due_at;
  const time = new Intl.DateTimeFormat(words.value.tag, { dateStyle: "full" });
  const change = async (what: () => Promise<unknown>, said: string) => {
    if (await act(what)) say(said);
    isOpen.value = isSure.value = false;
    await seen.again();
  };
  return (
    <section>
      <h2>{eraseTitle}</h2>
      <SeenState of={seen} />
      <Fault text={fault.value} />
      {due ? (
        <div class="once" role="status">
          <p>{eraseDue(time.format(new Date(due)))}</p>
          <button type="button" class="button" onClick={() => void change(keepAccount, eraseStopped)}>
            {eraseStop}
          </button>
        </div>
      ) : (
        <>
          <p>{eraseLead}</p>
          {isOpen.value ? (
            <div class="once">
              <Choice label={eraseSure} checked={isSure.value} onChange={(checked) => (isSure.value = checked)} />
              <button
                type="button"
                class="button danger"
                disabled={!isSure.value || isBusy.value}
                onClick={() => void change(askErasure, eraseAsked)}
              >
                {eraseNow}
              </button>
              <button type="button" class="button plain" onClick={() => (isOpen.value = false)}>
                {words.value.cancel}
              </button>
            </div>
          ) : (
            <button type="button" class="button plain danger" onClick={() => (isOpen.value = true)}>
              {eraseBegin}
            </button>
          )}
        </>
      )}
    </section>
  );
}
