/** An event: when, where, and what happens there. */
import type { components } from "api";
import { words } from "../core/i18n";
import { surveyWords } from "../words/survey";

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
