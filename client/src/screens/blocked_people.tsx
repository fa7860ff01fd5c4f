/** The people whom I blocked, and the way back. */
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { type Blocked, blockedPeople, unblock } from "../nouns/blocked_people";
import { Fault, SeenState, useAct, useSeen } from "../parts/seen";
import { say } from "../parts/toast";
import { accountWords } from "../words/account";
import "./account.css";

export default function BlockedPeople() {
  const { blockedPeople: title, blockedLead, noneBlocked } = accountWords.value;
  const seen = useSeen("blocked people", blockedPeople);
  return (
    <>
      <h1>{title}</h1>
      <p class="lead">{blockedLead}</p>
      <SeenState of={seen} />
      {seen.value.value?.length === 0 && <p class="quiet">{noneBlocked}</p>}
      <ul class="rows">
        {seen.value.value?.map((one) => (
          <One key={one.id} one={one} onChange={seen.again} />
        ))}
      </ul>
    </>
  );
}

function One({ one, onChange }: { one: Blocked; onChange: () => Promise<void> }) {
  const { blockedOn, unnamedAsker, unblock: label, unblocked } = accountWords.value;
  const { fault, isBusy, act } = useAct();
  const name = one.person?.display_name ?? unnamedAsker;
  const release = async () => {
    if (!(await act(() => unblock(one)))) return;
    say(unblocked);
    await onChange();
  };
  return (
    <li>
      <strong dir="auto">{name}</strong>
      <p class="when">{blockedOn(dayOf(one.created_at, words.value.tag))}</p>
      <Fault text={fault.value} />
      <button
        type="button"
        class="link"
        aria-label={words.value.labelled(label, name)}
        disabled={isBusy.value}
        onClick={() => void release()}
      >
        {label}
      </button>
    </li>
  );
}
