/** A moment of somebody else, as they show it. Its pictures come from the server, and are kept nowhere. */
import type { components } from "api";
import { livedWhen } from "../core/clock";
import { words } from "../core/i18n";
import { addressAt } from "../core/pictures";
import { Media } from "./media";
import { Paragraphs } from "./paragraphs";

type Shown = components["schemas"]["ShownExperienceRead"];
type Cited = Shown["media"][number];
const FORMS: Record<string, string[]> = {
  photo: ["large", "medium", "small", "thumb"],
  audio: ["audio"],
  video: ["video"],
};

/** `isNamed`: its name stands over it already. */
export function ShownMoment({ moment, isNamed }: { moment: Shown; isNamed?: boolean }) {
  const { tag, contexts } = words.value;
  const { title, text, context, lived_at, lived_precision, utc_offset, skills, media } = moment;
  return (
    <article class="shown">
      <p class="when">
        {livedWhen(lived_at, utc_offset, lived_precision, tag)}
        {context && <> · {contexts[context]}</>}
      </p>
      {title && !isNamed && <h3 dir="auto">{title}</h3>}
      {media.map((one) => (
        <One key={one.id} medium={one} />
      ))}
      <Paragraphs text={text} />
      {skills.length > 0 && <p class="quiet">{skills.map(({ labels }) => labelOf(labels)).join(" · ")}</p>}
    </article>
  );
}

export const labelOf = (labels: Record<string, string> | { [key: string]: unknown }): string => {
  const texts = labels as Record<string, string>;
  return texts[words.value.tag] ?? texts.fr ?? Object.values(texts)[0] ?? "";
};

function One({ medium }: { medium: Cited }) {
  const { id, kind, variants, alt, caption, transcript, state } = medium;
  const name = (FORMS[kind] ?? []).find((one) => variants.includes(one));
  const address = name && addressAt(id, name);
  return (
    <>
      <Media picture={{ id, kind, address, alt: alt ?? "", state, transcript }} />
      {caption && <p class="when">{caption}</p>}
    </>
  );
}
