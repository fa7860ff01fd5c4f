/** A copy of everything, to take along. */
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { pathOf } from "../core/paths";
import { inBytes } from "../core/storage";
import { waiting } from "../core/store";
import { askExport, type Export, exports, forgetExport } from "../nouns/portability";
import { Fault, SeenState, useAct, useAgain, useSeen } from "../parts/seen";
import { accountWords } from "../words/account";

export function Exports() {
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
  const address = pathOf(one.url ?? "");
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
      {address ? (
        <a class="button" href={address} download="day-tripper.zip">
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
