/** A new programme: a template, what it asks, the first day. Nothing is sent by it. */
import { useSignal } from "@preact/signals";
import { type Summary, said, template, templates } from "../../nouns/programme_templates";
import { Outcome, useAsked } from "../../parts/asked";
import { programmeWords } from "../../words/programmes";
import { Frame } from "./frame";
import { Form } from "./programme_form";
import "./programme.css";

export default function NewProgramme({ community }: { community: string }) {
  return (
    <Frame id={community} at="programmes">
      {({ kind }) => <Choosing community={community} kind={kind} />}
    </Frame>
  );
}

function Choosing({ community, kind }: { community: string; kind: string }) {
  const { chooseTemplate, changeTemplate } = programmeWords.value;
  const asked = useAsked(templates);
  const chosen = useSignal<string | null>(null);
  if (chosen.value)
    return (
      <div class="one-column">
        <p>
          <button type="button" class="link" onClick={() => (chosen.value = null)}>
            {changeTemplate}
          </button>
        </p>
        <Asking key={chosen.value} community={community} code={chosen.value} />
      </div>
    );
  return (
    <div class="one-column">
      <h2>{chooseTemplate}</h2>
      <Outcome asked={asked}>
        {(all) => (
          <ul class="cards templates">
            {[...all].sort(byFitness(kind)).map((one) => (
              <li key={one.code} class="card">
                <button type="button" onClick={() => (chosen.value = one.code)}>
                  <strong>{said(one.title)}</strong>
                  <span class="words">{said(one.summary)}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </Outcome>
    </div>
  );
}

/** Those made for communities of this kind first. */
const byFitness = (kind: string) => (one: Summary, other: Summary) =>
  Number((other.community_kinds as string[]).includes(kind)) - Number((one.community_kinds as string[]).includes(kind));

function Asking({ community, code }: { community: string; code: string }) {
  const asked = useAsked(() => template(code), [code]);
  return <Outcome asked={asked}>{(found) => <Form community={community} template={found} />}</Outcome>;
}
