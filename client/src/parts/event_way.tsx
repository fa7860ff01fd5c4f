/** An event: when, where, what happens there; and whether I come. */
import { type Signal, useSignal } from "@preact/signals";
import type { components } from "api";
import { words } from "../core/i18n";
import { answerTo, come, decline, type Mission, refusalOf, waitsForSeat } from "../nouns/missions";
import { BASE } from "../router";
import { surveyWords } from "../words/survey";
import { say } from "./toast";

export default function EventWay({ mission }: { mission: Mission }) {
  return (
    <section>
      <EventFacts event={mission.local.event!} />
      <Seat mission={mission} />
    </section>
  );
}

export function EventFacts({ event }: { event: components["schemas"]["EventFormRead"] }) {
  const { when, where, online, seats, waitingList, agenda } = surveyWords.value;
  const { tag } = words.value;
  const { starts_at, ends_at, place, capacity, waiting_list, agenda: items } = event;
  const span = new Intl.DateTimeFormat(tag, { dateStyle: "full", timeStyle: "short" });
  const hour = new Intl.DateTimeFormat(tag, { timeStyle: "short" });
  return (
    <>
      <dl>
        <dt>{when}</dt>
        <dd>{span.formatRange(new Date(starts_at), new Date(ends_at))}</dd>
        <dt>{where}</dt>
        <dd dir="auto">
          {place.label}
          {place.address && <> · {place.address}</>}
          {place.online_url && (
            <>
              {" "}
              · <a href={place.online_url}>{online}</a>
            </>
          )}
        </dd>
      </dl>
      {capacity && (
        <p class="quiet">
          {seats(capacity)} {waiting_list && waitingList}
        </p>
      )}
      {items.length > 0 && (
        <details>
          <summary>{agenda}</summary>
          <ul class="lines">
            {items.map(({ starts_at: at, title, by }) => (
              <li key={at + title}>
                <strong>{hour.format(new Date(at))}</strong> <span dir="auto">{by ? `${title} · ${by}` : title}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Seat({ mission }: { mission: Mission }) {
  const { come: comeLabel, comeNot, registered, waits, waitNot, seatGivenBack, waitsNoMore } = surveyWords.value;
  const answer = answerTo(mission) ?? {};
  const isOpen = mission.local.state === "open";
  const inJournal = useSignal(Boolean(answer.keep_in_journal));
  const giveBack = async (label: string, text: string) => {
    await decline(mission, label);
    say(text);
  };
  if (answer.attendance === "present" || answer.attendance === "absent") return <Past answer={answer} />;
  const isWaiting = waitsForSeat(answer);
  if ((isWaiting || answer.attendance === "registered") && !refusalOf(mission)) {
    const label = isWaiting ? waitNot : comeNot;
    return (
      <>
        <p>{isWaiting ? waits : registered}</p>
        {isOpen && (
          <>
            <InJournal isOn={inJournal} onChange={() => void come(mission, inJournal.value)} />
            <button
              type="button"
              class="button plain"
              onClick={() => void giveBack(label, isWaiting ? waitsNoMore : seatGivenBack)}
            >
              {label}
            </button>
          </>
        )}
      </>
    );
  }
  const take = async () => {
    await come(mission, inJournal.value);
    say(surveyWords.value.registeredHere);
  };
  return isOpen ? (
    <>
      <InJournal isOn={inJournal} />
      <button type="button" class="button" onClick={take}>
        {comeLabel}
      </button>
    </>
  ) : null;
}

/** Whether a moment of it is begun once it is noted that I came. */
function InJournal({ isOn, onChange }: { isOn: Signal<boolean>; onChange?: () => void }) {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={isOn.value}
        onChange={(event) => {
          isOn.value = event.currentTarget.checked;
          onChange?.();
        }}
      />{" "}
      {surveyWords.value.inJournal}
    </label>
  );
}

function Past({ answer: { attendance, keep_in_journal } }: { answer: NonNullable<ReturnType<typeof answerTo>> }) {
  const { present, absent, keepIt, begunInJournal } = surveyWords.value;
  if (attendance !== "present") return <p>{absent}</p>;
  return (
    <>
      <p>{present}</p>
      {keep_in_journal ? (
        <p>
          <a href={`${BASE}/`}>{begunInJournal}</a>
        </p>
      ) : (
        <a class="button" href={`${BASE}/capture`}>
          {keepIt}
        </a>
      )}
    </>
  );
}
