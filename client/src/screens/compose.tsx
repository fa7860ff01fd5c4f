/** One carnet: its title, its blocks in their order, its cover. All is kept as it is typed. */

import { words } from "../core/i18n";
import { things } from "../core/store";
import { type Block, journal as find, headingBlock, type Journal, photoBlock, textBlock } from "../nouns/journals";
import { Field } from "../parts/field";
import { Icon } from "../parts/icon";
import { RefusedHere } from "../parts/refused_here";
import { watch } from "../parts/toast";
import { DraftOf } from "../parts/typing";
import { Versions } from "../parts/versions";
import { BASE } from "../router";
import { makingWords } from "../words/making";
import { Blocks } from "./blocks";
import { Cover } from "./cover";
import { stateOf } from "./journals";
import { RemoveJournal } from "./remove_journal";
import Unknown from "./unknown";
import { useWriting } from "./writing";
import "./compose.css";

export default function Compose({ id }: { id: string }) {
  const journal = find(id);
  if (!journal?.local) return things("journal").length ? <Unknown /> : null;
  return <Writing journal={journal} />;
}

function Writing({ journal }: { journal: Journal }) {
  const { waits } = words.value;
  const { journals, journalTitle, titleNeeded, summary, content, emptyContent } = makingWords.value;
  const [draft, change, keeper] = useWriting(journal);
  return (
    <DraftOf.Provider value={keeper}>
      {" "}
      <article class="compose">
        <p class="when">
          <a href={`${BASE}/journals`}>{journals}</a> · {stateOf(journal)}
          {journal.dirty === 1 && <> · {waits}</>}
        </p>
        <h1 dir="auto">{draft.title || journal.local.title}</h1>
        <RefusedHere problem={journal.problem} />
        <Versions item={journal} />
        <Field
          id="title"
          label={journalTitle}
          value={draft.title}
          fault={draft.title.trim() ? undefined : titleNeeded}
          onValue={(title) => change({ title })}
          input={{ maxLength: 200, dir: "auto" }}
        />
        <Field id="summary" label={summary} value={draft.summary} onValue={(text) => change({ summary: text })} long />
        <h2>{content}</h2>
        {draft.blocks.length === 0 && <p class="quiet">{emptyContent}</p>}
        <Blocks blocks={draft.blocks} onBlocks={(blocks) => change({ blocks })} />
        <Add id={journal.id} onBlock={(block) => change({ blocks: [...draft.blocks, block] })} />
        <Cover journal={journal} />
        <div class="last">
          <a class="button" href={`${BASE}/journals/${journal.id}/publish`}>
            {makingWords.value.publishIt}
          </a>
          {journal.local.story_id && (
            <a href={`${BASE}/stories/${journal.local.story_id}`}>{makingWords.value.seeStory}</a>
          )}
        </div>
        <RemoveJournal journal={journal} />
      </article>
    </DraftOf.Provider>
  );
}

function Add({ id, onBlock }: { id: string; onBlock: (block: Block) => void }) {
  const { addMoments, addText, addHeading, addPicture } = makingWords.value;
  const add = (block: Block) => {
    onBlock(block);
    requestAnimationFrame(() => document.getElementById(`block-${block.id}`)?.focus());
  };
  const addPictures = async (input: HTMLInputElement) => {
    for (const file of input.files ?? []) onBlock(await photoBlock(file));
    input.value = "";
  };
  return (
    <div class="add">
      <a class="button" href={`${BASE}/journals/${id}/add`}>
        <Icon name="capture" /> {addMoments}
      </a>
      <div class="chips">
        <button type="button" onClick={() => add(textBlock())}>
          <Icon name="text" /> {addText}
        </button>
        <button type="button" onClick={() => add(headingBlock())}>
          <Icon name="heading" /> {addHeading}
        </button>
        <label class="chip">
          <Icon name="photo" /> {addPicture}
          <input
            class="unseen"
            type="file"
            accept="image/*,video/*"
            multiple
            onChange={({ currentTarget }) => watch(addPictures(currentTarget))}
          />
        </label>
      </div>
    </div>
  );
}
