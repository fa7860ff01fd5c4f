/** What its author does with a story: share it, go on with it, read older editions, withdraw it. */
import { useSignal } from "@preact/signals";
import { words } from "../core/i18n";
import { Offline } from "../core/refusals";
import { grants } from "../nouns/grants";
import { journal as findJournal } from "../nouns/journals";
import { type Detail, differences, story as find, withdraw } from "../nouns/stories";
import { Icon } from "../parts/icon";
import { say } from "../parts/toast";
import { BASE, go } from "../router";
import { run } from "../sync/runs";
import { makingWords } from "../words/making";
import { Hidden } from "./hidden";

export function Own({ detail, shown }: { detail: Detail; shown: number }) {
  const { share, whoSeesWhat } = words.value;
  const { editJournal, editions, editionNumber, seenBy, nobodyYet, isWithdrawn } = makingWords.value;
  const withdrawn = find(detail.id)?.local.withdrawn_at ?? detail.withdrawn_at;
  const accesses = grants().filter(({ local }) => local.target.id === detail.id);
  return (
    <aside class="own">
      {withdrawn ? (
        <p class="tinted">{isWithdrawn}</p>
      ) : (
        <>
          <Hidden story={detail.id} />
          <p class="quiet">
            <Icon name="seen" /> {accesses.length ? seenBy(accesses.length) : nobodyYet}{" "}
            {accesses.length > 0 && <a href={`${BASE}/shares`}>{whoSeesWhat}</a>}
          </p>
          <a class="button" href={`${BASE}/share/story/${detail.id}`}>
            <Icon name="shares" /> {share}
          </a>
        </>
      )}
      {detail.journal_id && (
        <a class="button plain" href={`${BASE}/journals/${detail.journal_id}`}>
          <Icon name="write" /> {editJournal}
        </a>
      )}
      <Since detail={detail} />
      {detail.edition > 1 && (
        <nav aria-label={editions}>
          <h2>{editions}</h2>
          <div class="chips">
            {Array.from({ length: detail.edition }, (_, place) => detail.edition - place).map((number) => (
              <a
                key={number}
                class="chip"
                href={`${BASE}/stories/${detail.id}${number === detail.edition ? "" : `?edition=${number}`}`}
                aria-current={number === shown ? "page" : undefined}
              >
                {editionNumber(number)}
              </a>
            ))}
          </div>
        </nav>
      )}
      {!withdrawn && detail.journal_id && <Withdraw journal={detail.journal_id} />}
    </aside>
  );
}

/** What the carnet says since, that readers do not see yet. */
function Since({ detail }: { detail: Detail }) {
  const { since, sinceAdded, sinceRemoved, sinceChanged, nothingSince, publishAgain } = makingWords.value;
  const journal = detail.journal_id ? findJournal(detail.journal_id) : undefined;
  if (!journal?.local) return null;
  const { added, removed, changed } = differences(detail.content, journal);
  const all = [
    [sinceAdded, added],
    [sinceChanged, changed],
    [sinceRemoved, removed],
  ] as const;
  const isNew = all.some(([, names]) => names.length > 0);
  return (
    <section>
      <h2>{since}</h2>
      {!isNew && <p class="quiet">{nothingSince}</p>}
      {all.map(
        ([label, names]) =>
          names.length > 0 && (
            <p key={label}>
              {label} {names.join(" · ")}
            </p>
          ),
      )}
      {isNew && (
        <a class="button plain" href={`${BASE}/journals/${journal.id}/publish`}>
          {publishAgain}
        </a>
      )}
    </section>
  );
}

function Withdraw({ journal }: { journal: string }) {
  const { withdraw: label, withdrawLead, withdrawNow, withdrawnNow } = makingWords.value;
  const fault = useSignal("");
  const act = async () => {
    try {
      await withdraw(journal);
      await run();
      go("/stories");
      say(withdrawnNow);
    } catch (problem) {
      fault.value = problem instanceof Offline ? words.value.needsNetwork : (problem as Error).message;
    }
  };
  return (
    <details class="acts">
      <summary>{label}</summary>
      <p>{withdrawLead}</p>
      {fault.value && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
      <button type="button" class="button" onClick={() => void act()}>
        {withdrawNow}
      </button>
    </details>
  );
}
