/** My missions in the calendar of a phone or computer: the address is read anew each time, and not kept here. */
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { endCalendar, type MissionCalendar, missionCalendar, renewCalendar } from "../nouns/mission_calendar";
import { Outcome, useAsked } from "../parts/asked";
import { Fault, useAct } from "../parts/seen";
import { say } from "../parts/toast";
import { accountWords } from "../words/account";

export function Calendar() {
  const { calendar, calendarLead } = accountWords.value;
  const asked = useAsked(missionCalendar);
  return (
    <section>
      <h2>{calendar}</h2>
      <p class="hint">{calendarLead}</p>
      <Outcome asked={asked}>{(found) => <Address calendar={found} onChange={asked.again} />}</Outcome>
    </section>
  );
}

function Address({ calendar, onChange }: { calendar: MissionCalendar; onChange: () => Promise<void> }) {
  const w = accountWords.value;
  const { fault, isBusy, act } = useAct();
  const { state, url, last_read_on } = calendar;
  const isActive = state === "active";
  const attempt = async (what: () => Promise<unknown>, said: string) => {
    if (!(await act(what))) return;
    say(said);
    await onChange();
  };
  const copy = (address: string) => navigator.clipboard.writeText(address).then(() => say(w.addressCopied));
  return (
    <>
      {url && <p class="address">{url}</p>}
      {isActive && <p class="quiet">{url ? w.calendarSecret : w.calendarElsewhere}</p>}
      {last_read_on && <p class="when">{w.calendarRead(dayOf(last_read_on, words.value.tag))}</p>}
      <Fault text={fault.value} />
      <div class="acts-line">
        {url && (
          <button type="button" class="button plain" onClick={() => void copy(url)}>
            {w.copyAddress}
          </button>
        )}
        <button
          type="button"
          class={isActive ? "link" : "button plain"}
          disabled={isBusy.value}
          onClick={() => void attempt(renewCalendar, w.calendarMade)}
        >
          {isActive ? w.newCalendar : w.makeCalendar}
        </button>
        {isActive && (
          <button
            type="button"
            class="link"
            disabled={isBusy.value}
            onClick={() => void attempt(endCalendar, w.calendarEnded)}
          >
            {w.endCalendar}
          </button>
        )}
      </div>
    </>
  );
}
