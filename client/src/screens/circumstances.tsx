/** Where, with whom and how a moment was. */

import { words } from "../core/i18n";
import { change, type Experience, type Moment } from "../nouns/experiences";
import { Field } from "../parts/field";
import { watch } from "../parts/toast";

export function Circumstances({ moment }: { moment: Moment }) {
  const { context, contexts, feeling, feelings, people, place, organisation } = words.value;
  const { local } = moment;
  const save = (members: Partial<Experience>) => change(moment.id, members);
  return (
    <>
      <fieldset>
        <legend>{context}</legend>
        <div class="chips">
          {Object.entries(contexts).map(([value, name]) => (
            <button
              key={value}
              type="button"
              class={value}
              aria-pressed={local.context === value}
              onClick={() =>
                watch(save({ context: local.context === value ? null : (value as Experience["context"]) }))
              }
            >
              {name}
            </button>
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend>{feeling}</legend>
        <div class="chips">
          {feelings.map((name, place) => (
            <button
              key={name}
              type="button"
              aria-pressed={local.feeling === place + 1}
              onClick={() => watch(save({ feeling: local.feeling === place + 1 ? null : place + 1 }))}
            >
              {name}
            </button>
          ))}
        </div>
      </fieldset>
      <Field
        id="people"
        label={people}
        value={(local.people ?? []).join(", ")}
        divider=", "
        keep={(value) =>
          save({
            people: value
              .split(",")
              .map((name) => name.trim())
              .filter(Boolean),
          })
        }
      />
      <Field
        id="place"
        label={place}
        value={local.place?.label ?? ""}
        keep={(label) => save({ place: label ? { lat: null, lng: null, ...local.place, label } : null })}
      />
      <Field
        id="organisation"
        label={organisation}
        value={local.organisation ?? ""}
        keep={(value) => save({ organisation: value || null })}
        input={{ maxLength: 120 }}
      />
    </>
  );
}
