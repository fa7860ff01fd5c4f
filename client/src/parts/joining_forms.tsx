/** What has to be said first by whoever comes in: a name, a year of birth, a parent. */
import { useSignal } from "@preact/signals";
import { type Door, sayOfMe } from "../nouns/joining";
import { togetherWords } from "../words/together";
import { Field } from "./field";
import { sayWhy } from "./look";

/** A name or a year that the community has to know: asked once, kept in the account. */
export function AboutMe({ what, onSaid }: { what: "name" | "age"; onSaid: () => void }) {
  const { yourName, yourYear, yearLead, next } = togetherWords.value;
  const value = useSignal("");
  const fault = useSignal("");
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await sayOfMe(what === "name" ? { display_name: value.value.trim() } : { birth_year: Number(value.value) });
      onSaid();
    } catch (problem) {
      fault.value = sayWhy(problem);
    }
  };
  return (
    <form onSubmit={submit}>
      <Field
        id={what}
        label={what === "name" ? yourName : yourYear}
        hint={what === "age" && yearLead}
        fault={fault.value}
        value={value.value}
        onValue={(typed) => (value.value = typed)}
        input={
          what === "name"
            ? { required: true, maxLength: 80, autocomplete: "given-name" }
            : { required: true, inputMode: "numeric", pattern: "[0-9]{4}", maxLength: 4, autocomplete: "bday-year" }
        }
      />
      <button type="submit" class="button">
        {next}
      </button>
    </form>
  );
}

export function Parent({ onSaid }: { onSaid: (parent: NonNullable<Door["guardian"]>) => void }) {
  const { underAge, parentEmail, parentName, next } = togetherWords.value;
  const email = useSignal("");
  const name = useSignal("");
  const submit = (event: Event) => {
    event.preventDefault();
    onSaid({ email: email.value.trim(), name: name.value.trim() || null });
  };
  return (
    <form onSubmit={submit}>
      <p>{underAge}</p>
      <Field
        id="parent"
        label={parentEmail}
        value={email.value}
        onValue={(value) => (email.value = value)}
        input={{ type: "email", required: true, maxLength: 254 }}
      />
      <Field
        id="parent-name"
        label={parentName}
        value={name.value}
        onValue={(value) => (name.value = value)}
        input={{ maxLength: 200 }}
      />
      <button type="submit" class="button">
        {next}
      </button>
    </form>
  );
}
