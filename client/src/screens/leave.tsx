/** My copy, what I bring along, and my way out. */
import { useSignal } from "@preact/signals";
import { written } from "../core/clock";
import { words } from "../core/i18n";
import { askErasure, erasure, keepAccount } from "../nouns/portability";
import { Choice } from "../parts/choice";
import { Fault, SeenState, useAct, useSeen } from "../parts/seen";
import { say } from "../parts/toast";
import { accountWords } from "../words/account";
import { Exports } from "./exports";
import { Imports } from "./imports";
import "./account.css";

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

/** Two steps, then fourteen days: whoever changes their mind loses nothing. */
function Erasure() {
  const { eraseTitle, eraseLead, eraseBegin, eraseSure, eraseNow, eraseDue, eraseStop, eraseStopped, eraseAsked } =
    accountWords.value;
  const seen = useSeen("erasure", erasure);
  const isOpen = useSignal(false);
  const isSure = useSignal(false);
  const { fault, isBusy, act } = useAct();
  const due = seen.value.value?.due_at;
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
          <p>{eraseDue(written(new Date(due), words.value.tag, { dateStyle: "full" }))}</p>
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
