/** The pictures of an information, and what each shows: for whoever does not see it. */

import { useSignal } from "@preact/signals";
import { keepFile } from "../../core/files";
import { words } from "../../core/i18n";
import { describe } from "../../nouns/media";
import { Field } from "../../parts/field";
import { watch } from "../../parts/toast";
import { run } from "../../sync/runs";
import { leadWords } from "../../words/lead";
import { pictureOf } from "./write_what";
import "../../parts/gallery.css";

export interface Shown {
  id: string;
  alt: string;
}
interface Properties {
  media: Shown[];
  onMedia: (media: Shown[]) => void;
}
const MOST = 4;

/** The server keeps these words beside the picture, which must be there first. */
export async function sayWhatTheyShow(media: Shown[]): Promise<void> {
  if (media.length) await run();
  for (const { id, alt } of media) await describe(id, alt.trim());
}

export function Pictures({ media, onMedia }: Properties) {
  const w = leadWords.value;
  const isBusy = useSignal(false);
  const add = async (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const [file] = input.files ?? [];
    if (!file) return;
    isBusy.value = true;
    onMedia([...media, { id: await keepFile(file, "photo"), alt: "" }]);
    await run().catch(() => undefined); // it is sent again before the information is
    isBusy.value = false;
    input.value = "";
  };
  return (
    <>
      {media.map(({ id, alt }, place) => (
        <div key={id}>
          <p class="gallery">
            <img src={pictureOf(id)} alt={alt} />
          </p>
          <Field
            id={`picture-${id}`}
            label={w.whatItShows(place + 1)}
            hint={w.whatItShowsHint}
            value={alt}
            onValue={(text) => onMedia(media.map((one) => (one.id === id ? { id, alt: text } : one)))}
            input={{ maxLength: 1000, required: true }}
          />
          <button type="button" class="link" onClick={() => onMedia(media.filter((one) => one.id !== id))}>
            {words.value.remove}
          </button>
        </div>
      ))}
      {media.length < MOST && (
        <label class="button plain">
          {isBusy.value ? w.addingPicture : w.addPicture}
          <input class="unseen" type="file" accept="image/*" onChange={(event) => watch(add(event))} />
        </label>
      )}
    </>
  );
}
