/** Telling members something that asks for no answer, and what was told. */
import { useSignal } from "@preact/signals";
import { toInstant } from "../../core/clock";
import { words } from "../../core/i18n";
import { type Information, inform, informationsOf, unsay } from "../../nouns/informations";
import { Outcome, Trouble, useAsked } from "../../parts/asked";
import { useDraft } from "../../parts/draft";
import { Field } from "../../parts/field";
import { FoldedForm } from "../../parts/folded_form";
import { Gallery } from "../../parts/gallery";
import { Paragraphs } from "../../parts/paragraphs";
import { day } from "../../parts/time";
import { say } from "../../parts/toast";
import { DraftOf } from "../../parts/typing";
import { leadWords } from "../../words/lead";
import { Pictures, type Shown, sayWhatTheyShow } from "./information_pictures";

const BLANK = { title: "", text: "", until: "", media: [] as Shown[], isPublic: false };

export function Informations({ community }: { community: string }) {
  const { inform: label, informLead } = leadWords.value;
  const asked = useAsked(() => informationsOf(community), [community]);
  return (
    <section class="one-column">
      <h2>{label}</h2>
      <p class="quiet">{informLead}</p>
      <Writing community={community} onDone={asked.again} />
      <Outcome asked={asked}>
        {(all) => (
          <ul class="cards">
            {all.map((one) => (
              <li key={one.id} class="card access">
                <Told information={one} onDone={asked.again} />
              </li>
            ))}
          </ul>
        )}
      </Outcome>
    </section>
  );
}

function Writing({ community, onDone }: { community: string; onDone: () => Promise<void> }) {
  const w = leadWords.value;
  const [draft, change, keeper] = useDraft(`information ${community}`, BLANK);
  const isWhole = draft.title.trim() && draft.text.trim() && draft.media.every(({ alt }) => alt.trim());
  const send = async () => {
    await sayWhatTheyShow(draft.media);
    await inform(community, {
      title: draft.title,
      text: draft.text,
      until: toInstant(draft.until && `${draft.until}T23:59`),
      media: draft.media.map(({ id }) => id),
      for_everybody: draft.isPublic,
    });
    change();
  };
  return (
    <DraftOf.Provider value={keeper}>
      <FoldedForm
        label={w.writeInformation}
        button={words.value.send}
        isDisabled={!isWhole}
        send={send}
        thanks={w.informed}
        onDone={onDone}
      >
        <Field
          id="information-title"
          label={words.value.title}
          value={draft.title}
          onValue={(title) => change({ title })}
          input={{ maxLength: 200 }}
        />
        <Field
          id="information-text"
          label={w.informationText}
          value={draft.text}
          onValue={(text) => change({ text })}
          long
        />
        <Field
          id="information-until"
          label={w.informationUntil}
          value={draft.until}
          onValue={(until) => change({ until })}
          input={{ type: "date" }}
        />
        <Pictures media={draft.media} onMedia={(media) => change({ media })} />
        <label class="tick">
          <input type="checkbox" checked={draft.isPublic} onChange={() => change({ isPublic: !draft.isPublic })} />{" "}
          {w.informationIsPublic}
        </label>
      </FoldedForm>
    </DraftOf.Provider>
  );
}

function Told({ information, onDone }: { information: Information; onDone: () => Promise<void> }) {
  const { unsaid } = leadWords.value;
  const fault = useSignal<unknown>(null);
  const remove = () =>
    void unsay(information).then(
      () => {
        say(unsaid);
        return onDone();
      },
      (problem) => (fault.value = problem),
    );
  return (
    <>
      <strong dir="auto">{information.title}</strong>
      <span class="when">{day(information.created_at)}</span>
      <Paragraphs text={information.text} />
      <Gallery media={information.media} />
      {fault.value !== null && <Trouble fault={fault.value} />}
      <button type="button" class="link" onClick={remove}>
        {words.value.remove}
      </button>
    </>
  );
}
