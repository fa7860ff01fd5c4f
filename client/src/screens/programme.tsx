/** A programme, for those who take part: what it is about, and what of it came to me. */
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { thing } from "../core/store";
import { addresses, type Programme } from "../nouns/programmes";
import { Fault } from "../parts/fault";
import { useLook } from "../parts/look";
import { Paragraphs } from "../parts/paragraphs";
import { BASE } from "../router";
import { programmeWords } from "../words/programmes";

export default function ProgrammeScreen({ id }: { id: string }) {
  const { programmes, states, from, mySteps, noStepYet, wasAbandoned } = programmeWords.value;
  const { tag } = words.value;
  const { value: read, fault } = useLook<Programme>(addresses.programme(id), false);
  const value = read ?? (thing("programme", id)?.local as Programme | null | undefined);
  return (
    <article>
      {value && (
        <p class="when">
          <a href={`${BASE}/communities/${value.community_id}`}>{value.community.name}</a> · {states[value.state]}
        </p>
      )}
      <h1 dir="auto">{value?.title ?? programmes}</h1>
      {!value && <Fault text={fault} />}
      {value && (
        <>
          <p class="quiet">{from(dayOf(value.starts_on, tag), value.ends_on && dayOf(value.ends_on, tag))}</p>
          {value.reason && <p class="note">{wasAbandoned(value.reason)}</p>}
          <Paragraphs text={value.summary} />
          <h2>{mySteps}</h2>
          {value.steps.length === 0 && <p class="quiet">{noStepYet}</p>}
          <ol class="lines">
            {value.steps.map((step) => (
              <Step key={step.id} step={step} />
            ))}
          </ol>
        </>
      )}
    </article>
  );
}

function Step({ step: { id, title, kind, state, due_at } }: { step: Programme["steps"][number] }) {
  const { kinds, mine } = programmeWords.value;
  const { dueOn, tag } = words.value;
  return (
    <li>
      <a href={`${BASE}/missions/${id}`}>
        <span>
          <strong dir="auto">{title}</strong> <small class="when">{kinds[kind]}</small>
        </span>
        <em>{state === "open" && due_at ? dueOn(dayOf(due_at, tag)) : mine[state]}</em>
      </a>
    </li>
  );
}
