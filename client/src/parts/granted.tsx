/** A story or a portrait as its edition froze it: blocks, sections, and their media. */
import type { components } from "api";
import type { ComponentChildren } from "preact";
import { livedWhen } from "../core/clock";
import { words } from "../core/i18n";
import { addressAmong } from "../core/pictures";
import { Media } from "./media";
import { labelOf } from "./moment_shown";
import { Paragraphs } from "./paragraphs";

type Schema = components["schemas"];
type Block = Schema["EditionBlock"];
type Medium = Schema["EditionMedia"];
type Moment = Schema["EditionExperience"] | Schema["PortraitMoment"];
const FORMS: Record<string, string[]> = { photo: ["large", "small", "thumb"], audio: ["audio"], video: ["video"] };

export function Edition({ content }: { content: Schema["EditionContent"] }) {
  return (
    <div lang={content.language}>
      {content.cover && <Shown medium={content.cover} />}
      {content.summary && <p class="lead">{content.summary}</p>}
      {content.blocks.map((block, place) => (
        <One key={place} block={block} />
      ))}
    </div>
  );
}

function One({ block }: { block: Block }) {
  if (block.kind === "text") return <Paragraphs text={block.text} />;
  if (block.kind === "media") return <Shown medium={block.media} caption={block.caption} />;
  if (block.kind === "experience") return <Told moment={block} />;
  return (
    <blockquote dir="auto">
      <Paragraphs text={block.text} />
      {block.attribution && <cite>{block.attribution}</cite>}
    </blockquote>
  );
}

export function Told({ moment, children }: { moment: Moment; children?: ComponentChildren }) {
  const { tag, contexts } = words.value;
  const { title, first_words, text, context, lived_at, lived_precision, utc_offset, reflection, media } = moment;
  return (
    <article class="shown">
      <p class="when">
        {livedWhen(lived_at, utc_offset, lived_precision, tag)}
        {context && <> · {contexts[context]}</>}
      </p>
      <h3 dir="auto">{title ?? first_words}</h3>
      {media.map((one) => (
        <Shown key={one.id} medium={one} />
      ))}
      <Paragraphs text={text} />
      <Reflection told={reflection} />
      {children}
    </article>
  );
}

/** What was done, learned, and is for next time. */
export function Reflection({ told }: { told: Schema["ReflectionRead"] | null | undefined }) {
  const { did, learned, next } = words.value;
  const rows = [
    [did, told?.did],
    [learned, told?.learned],
    [next, told?.next],
  ].filter(([, text]) => text);
  if (!rows.length) return null;
  return (
    <dl class="told">
      {rows.map(([question, text]) => (
        <div key={question}>
          <dt>{question}</dt>
          <dd dir="auto">{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function Shown({ medium, caption }: { medium: Medium; caption?: string | null }) {
  const { id, kind, variants, alt, transcript } = medium;
  const address = addressAmong(variants, FORMS[kind] ?? []);
  return (
    <>
      <Media picture={{ id, kind, address, alt: alt ?? "", state: undefined, transcript }} />
      {(caption ?? medium.caption) && <p class="when">{caption ?? medium.caption}</p>}
    </>
  );
}

/** `named`: the name that stands over it already. */
export function PortraitShown({ content, named }: { content: Schema["PortraitContent"]; named?: string | null }) {
  const headline = labelOf(content.headline);
  return (
    <>
      {content.person.photo && <Shown medium={content.person.photo} />}
      {headline !== named && <p class="lead">{headline}</p>}
      <Paragraphs text={labelOf(content.about)} />
      {content.sections.map((section, place) => (
        <section key={section.id ?? place}>
          <h3>{labelOf(section.title)}</h3>
          <Paragraphs text={labelOf(section.text)} />
          {"talents" in section && (
            <ul class="plain-list">
              {section.talents.map(({ key, skill, recognitions }) => (
                <li key={key}>
                  {labelOf(skill.labels)}
                  {recognitions.map(({ id, name, role }) => (
                    <small key={id}>
                      {" "}
                      {name}, {role}
                    </small>
                  ))}
                </li>
              ))}
            </ul>
          )}
          {"moments" in section && section.moments.map((one) => <Told key={one.key} moment={one} />)}
        </section>
      ))}
    </>
  );
}
