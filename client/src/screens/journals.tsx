/** My carnets: those that are here, and a new one. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { beginJournal, isPublished, type Journal, journal, journals } from "../nouns/journals";
import { intents } from "../nouns/publishing";
import { Field } from "../parts/field";
import { Icon } from "../parts/icon";
import { Tabs } from "../parts/tabs";
import { watch } from "../parts/toast";
import { BASE, go } from "../router";
import { makingWords } from "../words/making";
import "../parts/card.css";
import "./compose.css";
import "./publish.css";

export default function Journals() {
  const { journals: heading, journalsLead, noJournals, noJournalsLead } = makingWords.value;
  const all = journals();
  return (
    <>
      <h1>{heading}</h1>
      <Tabs here="journals" />
      {all.length === 0 ? (
        <div class="empty">
          <div class="horizon" aria-hidden="true" />
          <p>{noJournals}</p>
          <p class="quiet">{noJournalsLead}</p>
        </div>
      ) : (
        <p class="quiet">{journalsLead}</p>
      )}
      <Wanted />
      <New isOpen={all.length === 0} />
      <ul class="cards">
        {all.map((journal) => (
          <Line key={journal.id} journal={journal} />
        ))}
      </ul>
    </>
  );
}

function Line({ journal }: { journal: Journal }) {
  const { waits, refusedHere } = words.value;
  const { blockCount } = makingWords.value;
  const { title, blocks } = journal.local;
  return (
    <li class="card">
      <a href={`${BASE}/journals/${journal.id}`}>
        <strong dir="auto">{title}</strong>
        <span class="when">
          {blockCount(blocks?.length ?? 0)} · {stateOf(journal)}
        </span>
        <span class="signs">
          {journal.dirty === 1 && (
            <span class="waits">
              <Icon name="clock" /> {waits}
            </span>
          )}
          {journal.problem && (
            <span class="refused">
              <Icon name="alert" /> {refusedHere}
            </span>
          )}
        </span>
      </a>
    </li>
  );
}

export function stateOf(journal: Journal): string {
  const { neverPublished, publishedAs, withdrawn } = makingWords.value;
  if (isPublished(journal)) return publishedAs(journal.local.edition!);
  return journal.local.edition ? withdrawn : neverPublished;
}

/** What was prepared without network is asked again. */
function Wanted() {
  const { wantedToPublish, publishNow } = makingWords.value;
  const all = useSignal<[string, string][]>([]);
  useEffect(() => void intents().then((wanted) => (all.value = Object.entries(wanted))), []);
  return (
    <>
      {all.value
        .filter(([id]) => journal(id))
        .map(([id, title]) => (
          <p key={id} class="tinted">
            {wantedToPublish(title)} <a href={`${BASE}/journals/${id}/publish`}>{publishNow}</a>
          </p>
        ))}
    </>
  );
}

function New({ isOpen }: { isOpen: boolean }) {
  const { newJournal, nameIt, nameExample, beginIt } = makingWords.value;
  const name = useSignal("");
  const begin = async (event: Event) => {
    event.preventDefault();
    if (!name.value.trim()) return document.getElementById("name")?.focus();
    go(`/journals/${await beginJournal(name.value.trim())}`);
    return undefined;
  };
  return (
    <details class="new-journal" open={isOpen}>
      <summary>
        <Icon name="capture" /> {newJournal}
      </summary>
      <form onSubmit={(event) => watch(begin(event))}>
        <Field
          id="name"
          label={nameIt}
          hint={nameExample}
          value={name.value}
          onValue={(value) => (name.value = value)}
          input={{ maxLength: 200, required: true, dir: "auto" }}
        />
        <button type="submit" class="button">
          {beginIt}
        </button>
      </form>
    </details>
  );
}
