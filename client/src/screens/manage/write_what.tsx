/** What is asked: a title, a brief, a picture. */

import { useSignal } from "@preact/signals";
import { keepFile } from "../../core/files";
import { words } from "../../core/i18n";
import { addressAt, addressOf } from "../../core/pictures";
import type { Draft } from "../../nouns/mission_drafts";
import { Field } from "../../parts/field";
import { watch } from "../../parts/toast";
import { run } from "../../sync/runs";
import { manageWords } from "../../words/manage";
import type { Change } from "./write";

export function What({ draft, change }: { draft: Draft; change: Change }) {
  const w = manageWords.value;
  const isBusy = useSignal(false);
  const add = async (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const [file] = input.files ?? [];
    if (!file) return;
    isBusy.value = true;
    const id = await keepFile(file, "photo");
    change({ media: [...draft.media, id] });
    await run().catch(() => undefined); // it is sent again before the mission is
    isBusy.value = false;
    input.value = "";
  };
  return (
    <>
      <Field
        id="title"
        label={w.whatTitle}
        value={draft.title}
        onValue={(title) => change({ title })}
        input={{ required: true, maxLength: 200 }}
      />
      <Field
        id="brief"
        label={w.brief}
        hint={w.briefHint}
        value={draft.brief}
        onValue={(brief) => change({ brief })}
        long
      />
      <ul class="thumbs">
        {draft.media.map((id) => (
          <li key={id}>
            <img src={pictureOf(id)} alt={w.pictureOf} />
            <button
              type="button"
              class="link"
              onClick={() => change({ media: draft.media.filter((other) => other !== id) })}
            >
              {words.value.remove}
            </button>
          </li>
        ))}
      </ul>
      <label class="button plain">
        {isBusy.value ? w.addingPicture : w.addPicture}
        <input class="unseen" type="file" accept="image/*" onChange={(event) => watch(add(event))} />
      </label>
      {draft.kind === "experience" && <AnswersWanted draft={draft} change={change} />}
    </>
  );
}

function AnswersWanted({ draft, change }: { draft: Draft; change: Change }) {
  const w = manageWords.value;
  return (
    <>
      <label class="tick">
        <input type="checkbox" checked={draft.photo} onChange={() => change({ photo: !draft.photo })} /> {w.wantsPhoto}
      </label>
      <label class="tick">
        <input type="checkbox" checked={draft.shared} onChange={() => change({ shared: !draft.shared })} />{" "}
        {w.answersShared}
      </label>
    </>
  );
}

export const pictureOf = (id: string) => addressOf(id) ?? addressAt(id, "small");
