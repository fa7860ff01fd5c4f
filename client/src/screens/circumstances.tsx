/** Where, with whom and how a moment was. */
import { useSignal } from "@preact/signals";
import { words } from "../core/i18n";
import { change, type Experience, type Moment } from "../nouns/experiences";
import { Field } from "../parts/field";

export function Circumstances({ moment }: { moment: Moment }) {
  const { context, contexts, feeling, feelings, people, place, organisation } = words.value;
  const { local } = moment;
  const names = useSignal<string | null>(null); // as they are typed, with the comma and the space at the end
  const save = (members: Partial<Experience>) => void change(moment.id, members);
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
              onClick={() => save({ context: local.context === value ? null : (value as Experience["context"]) })}
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
              onClick={() => save({ feeling: local.feeling === place + 1 ? null : place + 1 })}
            >
              {name}
            </button>
          ))}
        </div>
      </fieldset>
      <Field
        id="people"
        label={people}
        value={names.value ?? (local.people ?? []).join(", ")}
        onValue={(value) => {
          names.value = value;
          save({
            people: value
              .split(",")
              .map((name) => name.trim())
              .filter(Boolean),
          });
        }}
      />
      <Field
        id="place"
        label={place}
        value={local.place?.label ?? ""}
        onValue={(label) => save({ place: label ? { lat: null, lng: null, ...local.place, label } : null })}
      />
      <Field
        id="organisation"
        label={organisation}
        value={local.organisation ?? ""}
        onValue={(value) => save({ organisation: value || null })}
        input={{ maxLength: 120 }}
      />
    </>
  );
}
