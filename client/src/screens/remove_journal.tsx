/** Deleting a carnet: with a way back, or asked once more where a story goes with it. */
import { beginJournal, deleteJournal, isPublished, type Journal } from "../nouns/journals";
import { say, watch } from "../parts/toast";
import { go } from "../router";
import { makingWords } from "../words/making";

export function RemoveJournal({ journal }: { journal: Journal }) {
  const { deleteJournal: label, deletesStory, deleteForGood, journalDeleted } = makingWords.value;
  const drop = async () => {
    const { title, blocks, summary, cover_media_id } = journal.local;
    const isShown = isPublished(journal);
    await deleteJournal(journal.id);
    go("/journals", { replace: true });
    const again = () =>
      watch(beginJournal(title!, blocks, { summary: summary ?? null, cover_media_id: cover_media_id ?? null }));
    say(journalDeleted, isShown ? undefined : again);
  };
  if (!isPublished(journal)) {
    return (
      <div class="acts">
        <button type="button" class="link" onClick={() => watch(drop())}>
          {label}
        </button>
      </div>
    );
  }
  return (
    <details class="acts">
      <summary>{label}</summary>
      <p class="fault">{deletesStory}</p>
      <button type="button" class="button" onClick={() => watch(drop())}>
        {deleteForGood}
      </button>
    </details>
  );
}
