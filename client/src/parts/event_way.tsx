/** An event: what it is, and whether I come, or was there. */
import { type Signal, useSignal } from "@preact/signals";
import { filesOf } from "../nouns/files";
import { answerTo, come, decline, type Mission, refusalOf, waitsForSeat } from "../nouns/missions";
import { BASE } from "../router";
import { surveyWords } from "../words/survey";
import { EventFacts } from "./event_facts";
import { Files } from "./files";
import { say, watch } from "./toast";

export default function EventWay({ mission }: { mission: Mission }) {
  return (
    <section>
      <EventFacts event={mission.local.event!} />
      <Seat mission={mission} />
    </section>
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
  if (answer.attendance === "present" || answer.attendance === "absent")
    return <Past mission={mission} answer={answer} />;
  const isWaiting = waitsForSeat(answer);
  if ((isWaiting || answer.attendance === "registered") && !refusalOf(mission)) {
    const label = isWaiting ? waitNot : comeNot;
    return (
      <>
        <p>{isWaiting ? waits : registered}</p>
        {!isWaiting && (
          <Files
            path={filesOf.event(mission.id)}
            suffixes={["ics"]}
            name={mission.local.title}
            labels={{ ics: surveyWords.value.toCalendar }}
          />
        )}
        {isOpen && (
          <>
            <InJournal isOn={inJournal} onChange={() => watch(come(mission, inJournal.value))} />
            <button
              type="button"
              class="button plain"
              onClick={() => watch(giveBack(label, isWaiting ? waitsNoMore : seatGivenBack))}
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
      <button type="button" class="button" onClick={() => watch(take())}>
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

interface PastProperties {
  mission: Mission;
  answer: NonNullable<ReturnType<typeof answerTo>>;
}

function Past({ mission, answer: { attendance, keep_in_journal } }: PastProperties) {
  const { present, absent, keepIt, begunInJournal, myCertificate } = surveyWords.value;
  if (attendance !== "present") return <p>{absent}</p>;
  return (
    <>
      <p>{present}</p>
      {mission.local.event!.certificate && (
        <Files
          path={filesOf.certificate(mission.id)}
          suffixes={["pdf"]}
          name={`${myCertificate.replace(/ \(.*/, "")} ${mission.local.title}`}
          labels={{ pdf: myCertificate }}
          isButton
        />
      )}
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
