/** The photo that a carnet is known by. */

import { changeJournal, type Journal, photosOf } from "../nouns/journals";
import { watch } from "../parts/toast";
import { makingWords } from "../words/making";

export function Cover({ journal }: { journal: Journal }) {
  const { cover, coverLead, noCoverYet, withoutCover, coverOf } = makingWords.value;
  const photos = photosOf(journal);
  const chosen = journal.local.cover_media_id ?? null;
  const choose = (cover_media_id: string | null) => watch(changeJournal(journal.id, { cover_media_id }));
  return (
    <fieldset class="covers">
      <legend>{cover}</legend>
      <p class="hint">{photos.length ? coverLead : noCoverYet}</p>
      <div class="cover-choices">
        {photos.map((photo, place) => (
          <label key={photo.id}>
            <input type="radio" name="cover" checked={chosen === photo.id} onChange={() => choose(photo.id)} />
            <img src={photo.address} alt={photo.alt || coverOf(place + 1)} loading="lazy" decoding="async" />
          </label>
        ))}
        {photos.length > 0 && (
          <label class="without">
            <input type="radio" name="cover" checked={chosen === null} onChange={() => choose(null)} />
            <span>{withoutCover}</span>
          </label>
        )}
      </div>
    </fieldset>
  );
}
