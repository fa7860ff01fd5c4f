/** What I bring along from elsewhere: nothing comes before its preview is confirmed. */
import { useSignal } from "@preact/signals";
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { bring, confirmImport, forgetImport, type Import, imports } from "../nouns/portability";
import { readRescued, takeBack } from "../nouns/rescued";
import { Icon } from "../parts/icon";
import { Fault, SeenState, useAct, useAgain, useSeen } from "../parts/seen";
import { watch } from "../parts/toast";
import { run } from "../sync/runs";
import { accountWords } from "../words/account";

export function Imports() {
  const { bringTitle, bringLead, bringPick, bringSending, bringBack, bringOthers } = accountWords.value;
  const seen = useSeen("imports", imports);
  const { fault, isBusy, act } = useAct();
  const all = seen.value.value ?? [];
  useAgain(
    all.some(({ state }) => state === "reading" || state === "importing"),
    async () => {
      await seen.again();
      if (seen.value.value?.some(({ state }) => state === "done")) void run();
    },
  );
  const said = useSignal("");
  const bringOrTakeBack = async (file: File) => {
    const rescued = await readRescued(file);
    if (!rescued) return bring(file);
    const count = await takeBack(rescued);
    said.value = count === null ? bringOthers : bringBack(count);
  };
  const pick = async (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const [file] = input.files ?? [];
    input.value = "";
    said.value = "";
    if (file) await act(() => bringOrTakeBack(file)).then(seen.again);
  };
  return (
    <section>
      <h2>{bringTitle}</h2>
      <p>{bringLead}</p>
      <SeenState of={seen} />
      <Fault text={fault.value} />
      <p role="status">{said.value}</p>
      <ul class="rows" aria-live="polite">
        {all.map((one) => (
          <One key={one.id} one={one} onChange={seen.again} />
        ))}
      </ul>
      <label class="button plain">
        <Icon name="paper" /> {isBusy.value ? bringSending : bringPick}
        <input
          class="unseen"
          type="file"
          accept=".zip,.json,application/zip,application/json"
          onChange={(event) => watch(pick(event))}
        />
      </label>
    </section>
  );
}

function One({ one, onChange }: { one: Import; onChange: () => Promise<void> }) {
  const { bringStates, bringReasons, bringConfirm, bringForget, bringCounts, bringHere, sources } = accountWords.value;
  const { fault, act } = useAct();
  const { state, source, preview, result, reason, created_at } = one;
  const counts = result ?? preview;
  return (
    <li>
      <strong>
        {source ? sources[source] : bringStates.file} · {dayOf(created_at, words.value.tag)}
      </strong>
      <p>{reason ? (bringReasons[reason] ?? reason) : bringStates[state]}</p>
      {counts && (
        <p>
          {bringCounts(counts.experiences, counts.media, counts.journals + counts.stories + counts.portraits)}
          {counts.already_here > 0 && <> {bringHere(counts.already_here)}</>}
        </p>
      )}
      {preview && state === "previewed" && preview.titles.length > 0 && (
        <ul class="quiet">
          {preview.titles.map((title) => (
            <li key={title} dir="auto">
              « {title} »
            </li>
          ))}
        </ul>
      )}
      <Fault text={fault.value} />
      {state === "previewed" && (
        <button type="button" class="button" onClick={() => void act(() => confirmImport(one.id)).then(onChange)}>
          {bringConfirm}
        </button>
      )}{" "}
      <button type="button" class="link" onClick={() => void act(() => forgetImport(one.id)).then(onChange)}>
        {bringForget}
      </button>
    </li>
  );
}
