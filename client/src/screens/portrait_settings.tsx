/** What a person chooses of their portrait: its words, its looks, its parts, its stories. All is saved as it is typed. */

import {
  changePortrait,
  type Draft,
  KINDS,
  type Portrait,
  pinStory,
  sectionsOf,
  showSection,
  TEMPLATES,
} from "../nouns/portraits";
import { Field } from "../parts/field";
import { watch } from "../parts/toast";
import { portraitWords } from "../words/portrait";

export function PortraitSettings({ one: { id, local } }: { one: Portrait }) {
  const { myWords, name, headline, about, showContact, showPhoto, template, templates } = portraitWords.value;
  const save = (members: Partial<Portrait["local"]>) => changePortrait(id, members);
  return (
    <section>
      <h2>{myWords}</h2>
      <Field
        id="headline"
        label={headline}
        value={local.headline ?? ""}
        keep={(value) => save({ headline: value || null })}
        input={{ maxLength: 200, dir: "auto" }}
      />
      <Field id="about" label={about} value={local.about ?? ""} keep={(value) => save({ about: value || null })} long />
      <Field
        id="name"
        label={name}
        value={local.name ?? ""}
        keep={(value) => save({ name: value })}
        input={{ maxLength: 200, dir: "auto" }}
      />
      <fieldset>
        <legend>{template}</legend>
        <div class="chips">
          {TEMPLATES.map((value) => (
            <button
              key={value}
              type="button"
              aria-pressed={local.template === value}
              onClick={() => watch(save({ template: value }))}
            >
              {templates[value]}
            </button>
          ))}
        </div>
      </fieldset>
      <label class="tick">
        <input
          type="checkbox"
          checked={local.show_contact}
          onChange={(event) => watch(save({ show_contact: event.currentTarget.checked }))}
        />
        {showContact}
      </label>
      <label class="tick">
        <input
          type="checkbox"
          checked={local.show_photo}
          onChange={(event) => watch(save({ show_photo: event.currentTarget.checked }))}
        />
        {showPhoto}
      </label>
    </section>
  );
}

/** What is not in it: parts that were taken away, and stories that are published. */
export function AddSection({ one, draft }: { one: Portrait; draft: Draft }) {
  const { addSection, addStory, kinds } = portraitWords.value;
  const there = new Set(sectionsOf(one).map(({ kind }) => kind));
  const lacking = KINDS.filter((kind) => !there.has(kind));
  const { stories } = draft.suggestions;
  return (
    <>
      {lacking.length > 0 && (
        <details>
          <summary>{addSection}</summary>
          <div class="chips">
            {lacking.map((kind) => (
              <button key={kind} type="button" onClick={() => watch(showSection(one, kind))}>
                {kinds[kind]}
              </button>
            ))}
          </div>
        </details>
      )}
      {stories.length > 0 && (
        <details>
          <summary>{addStory}</summary>
          <div class="chips">
            {stories.map(({ id, title }) => (
              <button key={id} type="button" dir="auto" onClick={() => watch(pinStory(one, id))}>
                {title}
              </button>
            ))}
          </div>
        </details>
      )}
    </>
  );
}
