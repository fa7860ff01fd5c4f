/** One thing that a person shows, with the word that they see it was read, and what I say of it. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Page } from "../../core/api";
import { Refused } from "../../core/refusals";
import {
  type Beneficiary,
  endsSoon,
  type Given,
  type Moment,
  more,
  type Opened,
  open,
} from "../../nouns/beneficiaries";
import { Outcome, useAsked } from "../../parts/asked";
import { Edition, PortraitShown, Reflection } from "../../parts/granted";
import { labelOf, ShownMoment } from "../../parts/moment_shown";
import { guideWords } from "../../words/guide";
import { Ask } from "./ask";
import { Comments } from "./comments";

interface Properties {
  person: Beneficiary;
  given: Given;
  onEnded: () => Promise<void>;
}

export function OpenedThing({ person, given, onEnded }: Properties) {
  const { kinds, seesThatYouRead, noName, askAgain } = guideWords.value;
  const asked = useAsked(() => open(person.id, given), [given.id]);
  const { fault } = asked;
  const isGone = fault.value instanceof Refused && [404, 410].includes(fault.value.status);
  useEffect(() => void (isGone && onEnded()), [isGone]);
  return (
    <>
      <h2 dir="auto">{given.target.title ?? kinds[given.target.type]}</h2>
      <Outcome asked={asked}>
        {(opened) => (
          <>
            <p class="seen-by" role="note">
              {seesThatYouRead(person.display_name ?? noName)}
            </p>
            <Thing opened={opened} person={person.id} named={given.target.title} />
            {given.rights.includes("comment") && <Comments person={person} given={given} />}
            {endsSoon(given.ends_at) && (
              <details>
                <summary>{askAgain}</summary>
                <Ask renews={given} onAsked={() => undefined} />
              </details>
            )}
          </>
        )}
      </Outcome>
    </>
  );
}

function Thing({ opened, person, named }: { opened: Opened; person: string; named: string | null }) {
  if (opened.type === "story") return <Edition content={opened.story.content} />;
  if (opened.type === "portrait") return <PortraitShown content={opened.portrait.content} named={named} />;
  if (opened.type === "experience") return <One moment={opened.moment} isNamed />;
  if (opened.type === "experiences") return <Moments first={opened.moments} person={person} />;
  return <Talents talents={opened.talents} />;
}

function One({ moment, isNamed }: { moment: Moment; isNamed?: boolean }) {
  return (
    <>
      <ShownMoment moment={moment} {...(isNamed ? { isNamed } : {})} />
      <Reflection told={moment.reflection} />
    </>
  );
}

function Moments({ first, person }: { first: Page<Moment>; person: string }) {
  const { older, noneShown } = guideWords.value;
  const all = useSignal(first.items);
  const cursor = useSignal(first.next_cursor);
  const next = async () => {
    const page = await more(person, cursor.value!);
    all.value = [...all.value, ...page.items];
    cursor.value = page.next_cursor;
  };
  if (!all.value.length) return <p class="quiet">{noneShown}</p>;
  return (
    <>
      {all.value.map((moment) => (
        <One key={moment.id} moment={moment} />
      ))}
      {cursor.value && (
        <button type="button" class="button plain" onClick={() => void next()}>
          {older}
        </button>
      )}
    </>
  );
}

function Talents({ talents }: { talents: (Opened & { type: "talents" })["talents"] }) {
  const { levels, stances, recognisedBy, noneShown } = guideWords.value;
  if (!talents.length) return <p class="quiet">{noneShown}</p>;
  return (
    <ul class="cards">
      {talents.map(({ skill_id, skill, level, stance, recognitions }) => (
        <li key={skill_id} class="card access">
          <strong>{labelOf(skill.labels)}</strong>
          <span class="when">
            {stances[stance]} · {levels[level - 1]}
          </span>
          {recognitions.map(({ id, name, role }) => (
            <span key={id}>{recognisedBy(name, role)}</span>
          ))}
        </li>
      ))}
    </ul>
  );
}
