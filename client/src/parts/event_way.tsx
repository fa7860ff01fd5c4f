/** An event: when, where, what happens there; and whether I come. */
import type { components } from "api";
import { words } from "../core/i18n";
import { answerTo, come, decline, type Mission, refusalOf } from "../nouns/missions";
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
  const { when, where, online, seats, agenda } = surveyWords.value;
  const { tag } = words.value;
  const { starts_at, ends_at, place, capacity, agenda: items } = event;
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
      {capacity && <p class="quiet">{seats(capacity)}</p>}
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
  const {
    come: comeLabel,
    comeNot: notLabel,
    registered,
    registeredHere,
    givenBack,
    present,
    absent,
    keepIt,
  } = surveyWords.value;
  const answer = answerTo(mission);
  const isOpen = mission.local.state === "open";
  const take = async () => {
    await come(mission);
    say(registeredHere);
  };
  const giveBack = async () => {
    await decline(mission, notLabel);
    say(givenBack);
  };
  if (answer?.attendance === "present" || answer?.attendance === "absent")
    return (
      <>
        <p>{answer.attendance === "present" ? present : absent}</p>
        {answer.attendance === "present" && (
          <a class="button" href={`${BASE}/capture`}>
            {keepIt}
          </a>
        )}
      </>
    );
  if (answer?.attendance === "registered" && !refusalOf(mission))
    return (
      <>
        <p>{registered}</p>
        {isOpen && (
          <button type="button" class="button plain" onClick={giveBack}>
            {notLabel}
          </button>
        )}
      </>
    );
  return isOpen ? (
    <button type="button" class="button" onClick={take}>
      {comeLabel}
    </button>
  ) : null;
}
