/** What a portrait shows, line by line, each with « d'où ça vient ». Of the draft, each line can be left out. */

import type { ComponentChildren } from "preact";
import { livedWhen } from "../core/clock";
import { words } from "../core/i18n";
import { addressAmong } from "../core/pictures";
import { type Content, hideSection, type Portrait, raise, type Section } from "../nouns/portraits";
import { nameOfSkill } from "../nouns/talents";
import { Icon } from "../parts/icon";
import { watch } from "../parts/toast";
import { portraitWords } from "../words/portrait";
import { LeftOut, Line } from "./portrait_line";

const inTongue = (texts: Record<string, string>) => nameOfSkill({ labels: texts }, words.value.tag);

export function PortraitContent({ content, one }: { content: Content; one?: Portrait }) {
  const { person, headline, about, sections } = content;
  const photo = addressAmong(person.photo?.variants ?? [], ["thumb"]);
  return (
    <div class="paper">
      <header>
        {photo && <img src={photo} alt="" width="72" height="72" />}
        <div>
          <strong dir="auto">{person.display_name}</strong>
          {inTongue(headline) && <p dir="auto">{inTongue(headline)}</p>}
          {person.email && <p class="when">{person.email}</p>}
        </div>
      </header>
      {inTongue(about) && <p dir="auto">{inTongue(about)}</p>}
      {sections.map((section, place) => (
        <Part key={`${section.kind}${place}`} section={section} above={sections[place - 1]} one={one} />
      ))}
    </div>
  );
}

interface Properties {
  section: Section;
  above: Section | undefined;
  one: Portrait | undefined;
}

function Part({ section, above, one }: Properties) {
  const { hideSection: hide, raise: up } = portraitWords.value;
  return (
    <section>
      <h2 dir="auto">{inTongue(section.title)}</h2>
      {inTongue(section.text) && <p dir="auto">{inTongue(section.text)}</p>}
      <ul>
        {linesOf(section).map((line) => (
          <Line key={line.key} line={one ? line : { ...line, link: undefined }} kind={section.kind} one={one} />
        ))}
      </ul>
      {one && <LeftOut one={one} kind={section.kind} />}
      {one && (
        <p class="tools">
          {above && (
            <button type="button" class="link" onClick={() => watch(raise(one, section.kind, above.kind))}>
              <Icon name="up" /> {up}
            </button>
          )}
          <button type="button" class="link" onClick={() => watch(hideSection(one, section.kind))}>
            {hide}
          </button>
        </p>
      )}
    </section>
  );
}

type Shown = Extract<Section, { moments: unknown }>["moments"][number]["media"][number];

export interface Told {
  key: string;
  name: string;
  detail: ComponentChildren;
  source?: string;
  level?: number;
  proofs: { key: string; text: string; moment?: string | null }[];
  comments: { key: string; by: string; text: string | null }[];
  link?: string | undefined; // an edition has its own keys
  media?: Shown[];
}

const whenOf = (lived: {
  lived_at: string;
  utc_offset: number;
  lived_precision: "minute" | "day" | "month" | "year";
}) =>
  livedWhen(
    lived.lived_at,
    lived.utc_offset,
    lived.lived_precision === "minute" ? "day" : lived.lived_precision,
    words.value.tag,
  );

function linesOf(section: Section): Told[] {
  const { stances, recognisedBy, attestedBy } = portraitWords.value;
  const { untitled } = words.value;
  const called = (one: { title: string | null; first_words?: string | null; media?: Told["media"] }) =>
    one.title ?? one.first_words ?? untitled(one.media?.[0]?.kind ?? "");
  if ("talents" in section)
    return section.talents.map((one) => ({
      key: one.key,
      name: nameOfSkill(one.skill, words.value.tag),
      detail: stances[one.stance],
      source: one.source,
      level: one.stance === "seeks" ? 0 : one.level,
      proofs: one.evidence.map((each, place) => ({
        key: `${place}`,
        text: `${called(each)} · ${whenOf(each)}`,
        moment: each.moment,
      })),
      comments: one.recognitions.map(({ id, name, role, comment }) => ({
        key: id,
        by: recognisedBy(name, role),
        text: comment,
      })),
      link: `/talents/${one.key}`,
    }));
  if ("moments" in section)
    return section.moments.map((one) => ({
      key: one.key,
      name: called(one),
      detail: [whenOf(one), one.organisation, one.place?.label].filter(Boolean).join(" · "),
      source: one.source,
      proofs: [],
      comments: one.attestations.map(({ by, mission, on }) => ({
        key: on + mission,
        by: attestedBy(by, mission),
        text: null,
      })),
      link: `/moments/${one.key}`,
      media: one.media,
    }));
  if ("stories" in section)
    return section.stories.map((one) => ({
      key: one.id,
      name: one.title,
      detail: one.summary,
      proofs: [],
      comments: [],
      link: `/stories/${one.id}`,
    }));
  return [];
}
