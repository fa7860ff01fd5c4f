/** How an access was used: a link by numbers, a person by each time that they read. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { dayOf, livedWhen } from "../core/clock";
import { words } from "../core/i18n";
import { type Uses as Used, uses } from "../nouns/grants";
import { targetName } from "../parts/names";
import { sharingWords } from "../words/sharing";

export function Uses({ id }: { id: string }) {
  const { openedTimes, tag } = words.value;
  const { opened, onDay, robots, wrongPasscodes, tookCopy, somebody } = sharingWords.value;
  const used = useSignal<Used | null>(null);
  useEffect(
    () =>
      void uses(id).then(
        (value) => (used.value = value),
        () => undefined,
      ),
    [id],
  );
  if (!used.value) return null;
  const { total, days, events } = used.value;
  const offset = -new Date().getTimezoneOffset();
  return (
    <section>
      <h2>{opened}</h2>
      <p class="quiet">{openedTimes(total)}</p>
      <ul class="uses">
        {days.map(({ day, opened: count, by_robots, wrong_passcodes }) => (
          <li key={day}>
            <span>{dayOf(day, tag)}</span>
            <span class="when">
              {[onDay(count), by_robots && robots(by_robots), wrong_passcodes && wrongPasscodes(wrong_passcodes)]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </li>
        ))}
        {events.map((event) => (
          <li key={event.id}>
            <span dir="auto">
              {event.reader?.display_name ?? somebody}
              {event.right === "download" && <> · {tookCopy}</>}
            </span>
            <span class="when">
              {event.target.title ?? targetName(event.target.type)} ·{" "}
              {livedWhen(event.created_at, offset, "minute", tag)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
