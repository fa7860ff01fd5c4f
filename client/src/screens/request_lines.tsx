/** What is asked for, line by line, and how long it lasts. */
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import type { Line } from "../nouns/requests";
import { targetName } from "../parts/names";
import { sharingWords } from "../words/sharing";

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

function Length({ days, label, end }: { days: number; label: string; end: { value: string } }) {
  const isOn = Math.abs(new Date(end.value).getTime() - Date.now() - days * 86_400_000) < 3_600_000;
  return (
    <button type="button" aria-pressed={isOn} onClick={() => (end.value = inDays(days))}>
      {label}
    </button>
  );
}

const SHORTER = [31, 92]; // days

/** As long as it was asked, or shorter. */
export function Until({ asked, end }: { asked: string; end: { value: string } }) {
  const { lengths, asAsked, untilThen } = sharingWords.value;
  return (
    <fieldset>
      <legend>{untilThen}</legend>
      <div class="chips">
        <button type="button" aria-pressed={end.value === asked} onClick={() => (end.value = asked)}>
          {asAsked(dayOf(asked, words.value.tag))}
        </button>
        {SHORTER.filter((days) => inDays(days) < asked).map((days, place) => (
          <Length key={days} days={days} label={lengths[place + 1]!} end={end} />
        ))}
      </div>
    </fieldset>
  );
}

export function Lines({
  lines,
  ticked,
  onToggle,
}: {
  lines: Line[];
  ticked: Set<string>;
  onToggle: (key: string) => void;
}) {
  const { theyWouldSee, allToCome, orSome, nothingThere } = sharingWords.value;
  const isOpen = ({ within }: Line) => !within || !ticked.has(within);
  return (
    <fieldset>
      <legend>{theyWouldSee}</legend>
      {lines.length === 0 && <p class="quiet">{nothingThere}</p>}
      {lines.filter(isOpen).map(({ key, target, title, within }) => (
        <label key={key} class="to-tick">
          <input type="checkbox" checked={ticked.has(key)} onChange={() => onToggle(key)} />
          <span dir="auto">
            {title ?? targetName(target.type)}
            {!target.id && <span class="when"> · {allToCome}</span>}
          </span>
          {within && <span class="unseen">{orSome}</span>}
        </label>
      ))}
    </fieldset>
  );
}
