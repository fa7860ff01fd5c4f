/** What the server would say to a friend before they publish: each can be mended where it stands. */
import { words } from "../core/i18n";
import { moment, nameOf } from "../nouns/experiences";
import type { Journal } from "../nouns/journals";
import type { Warning } from "../nouns/publishing";
import { Icon } from "../parts/icon";
import { makingWords } from "../words/making";
import { Mender } from "./menders";

interface Properties {
  journal: Journal;
  warnings: Warning[];
  onMended: () => Promise<void>;
}

/** Said elsewhere on the screen, and asked there. */
const SAID = new Set(["guardian_required", "age_required", "empty_journal", "people_not_asked"]);

export function Warnings({ journal, warnings, onMended }: Properties) {
  const { before, advice, allWell } = makingWords.value;
  const all = warnings.filter(({ code }) => !SAID.has(code));
  const first = all.filter(({ severity }) => severity !== "notice");
  const rest = all.filter(({ severity }) => severity === "notice");
  const list = (those: Warning[]) => (
    <ul class="warnings">
      {those.map((warning, place) => (
        <Line
          key={`${warning.code}${warning.media_id ?? warning.block ?? ""}${place}`}
          {...{ journal, warning, onMended }}
        />
      ))}
    </ul>
  );
  return (
    <section>
      <h2>{before}</h2>
      {first.length === 0 && (
        <p class="quiet">
          <Icon name="done" /> {allWell}
        </p>
      )}
      {list(first)}
      {rest.length > 0 && (
        <details>
          <summary>{advice(rest.length)}</summary>
          {list(rest)}
        </details>
      )}
    </section>
  );
}

function Line({ journal, warning, onMended }: { journal: Journal; warning: Warning; onMended: () => Promise<void> }) {
  return (
    <li>
      <p class="when" dir="auto">
        {whereOf(journal, warning)}
      </p>
      <p>{warning.message}</p>
      <Mender journal={journal} warning={warning} onMended={onMended} />
    </li>
  );
}

function whereOf(journal: Journal, { block, media_id }: Warning): string {
  if (block === null) return media_id ? makingWords.value.cover : "";
  const cited = journal.local.blocks?.[block];
  if (cited?.kind === "experience") {
    const lived = moment(cited.experience_id);
    if (lived?.local) return nameOf(lived, words.value.untitled);
  }
  return makingWords.value.blockLabel(
    makingWords.value.kinds[cited?.kind ?? "text"]!,
    block + 1,
    journal.local.blocks?.length ?? 0,
  );
}
