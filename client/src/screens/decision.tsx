/** The last word before a publication: who is in it, what is said yes to, and the sentence that is agreed to. */
import { useSignal } from "@preact/signals";
import { words } from "../core/i18n";
import { Offline } from "../core/refusals";
import { isProblem } from "../nouns/consents";
import { moment, nameOf } from "../nouns/experiences";
import { grants } from "../nouns/grants";
import type { Journal } from "../nouns/journals";
import { type Preparation, publish } from "../nouns/publishing";
import { Icon } from "../parts/icon";
import { audienceName } from "../parts/names";
import { say } from "../parts/toast";
import { BASE, go } from "../router";
import { makingWords } from "../words/making";

interface Properties {
  journal: Journal;
  preparation: Preparation;
  onChanged: () => Promise<void>;
}

export function Decision({ journal, preparation, onChanged }: Properties) {
  const { publish: label, isPublished, tickFirst, inIt, inItLead, agrees, whoSees, stillBare } = makingWords.value;
  const { reasons, people, sentence } = preparation;
  const ticked = useSignal<string[]>([]);
  const fault = useSignal("");
  const isBusy = useSignal(false);
  const bare = reasons.filter((reason) => reason !== "people-shown");
  const all = [...people.map(({ name }) => name), ...bare];
  const toggle = (name: string) => {
    ticked.value = ticked.value.includes(name)
      ? ticked.value.filter((other) => other !== name)
      : [...ticked.value, name];
  };
  const box = (name: string, text: string) => (
    <label class="to-tick" key={name}>
      <input type="checkbox" checked={ticked.value.includes(name)} onChange={() => toggle(name)} />
      <span>{text}</span>
    </label>
  );
  const decide = async () => {
    if (all.some((name) => !ticked.value.includes(name))) {
      fault.value = tickFirst;
      document.querySelector<HTMLInputElement>(".to-tick input:not(:checked)")?.focus();
      return;
    }
    isBusy.value = true;
    try {
      const story = await publish(journal.id, preparation);
      go(`/stories/${story.id}`, { replace: true });
      say(isPublished);
    } catch (problem) {
      if (isProblem(problem, "publication-unconfirmed") || isProblem(problem, "consent-outdated")) await onChanged();
      fault.value = problem instanceof Offline ? words.value.needsNetwork : (problem as Error).message;
    }
    isBusy.value = false;
  };
  return (
    <section>
      {people.length > 0 && (
        <>
          <h2>{inIt}</h2>
          <p class="quiet">{inItLead}</p>
          {people.map(({ name, experience_ids }) => (
            <div key={name}>
              {box(name, agrees(name))}
              <p class="within">
                {experience_ids.map((id) => (
                  <a key={id} href={`${BASE}/moments/${id}`} dir="auto">
                    {nameOfMoment(id)}
                  </a>
                ))}
              </p>
            </div>
          ))}
        </>
      )}
      {bare.map((reason) => box(reason, stillBare[reason]!))}
      <h2>
        <Icon name="seen" /> {whoSees}
      </h2>
      <blockquote class="tinted sentence">{sentence!.text}</blockquote>
      <Audiences story={journal.local.story_id} />
      {fault.value && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
      <button type="button" class="button" disabled={isBusy.value} onClick={() => void decide()}>
        {label}
      </button>
    </section>
  );
}

function nameOfMoment(id: string): string {
  const lived = moment(id);
  return lived?.local ? nameOf(lived, words.value.untitled) : words.value.untitled("");
}

/** Whoever has an access to the story sees the new edition at once. */
function Audiences({ story }: { story: string | null | undefined }) {
  const names = grants()
    .filter(({ local }) => story && local.target.id === story && local.follow === "latest")
    .map(({ local }) => local.label || local.audience.name || audienceName(local.audience.type));
  if (!names.length) return null;
  return <p class="quiet">{makingWords.value.atOnce(names.join(", "))}</p>;
}
