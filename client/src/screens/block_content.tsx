/** What one block shows, and how it is changed. */
import { livedWhen } from "../core/clock";
import { words } from "../core/i18n";
import { moment as find, nameOf, pictures } from "../nouns/experiences";
import { type Block, headingOf, pictureOf } from "../nouns/journals";
import { Icon } from "../parts/icon";
import { Media } from "../parts/media";
import { BASE } from "../router";
import { makingWords } from "../words/making";

interface Properties {
  block: Block;
  label: string;
  onBlock: (block: Block) => void;
}

export function BlockContent({ block, label, onBlock }: Properties) {
  const { caption, saidBy, onItsWay } = makingWords.value;
  const id = `block-${block.id}`;
  if (block.kind === "experience") return <MomentLine id={block.experience_id} />;
  if (block.kind === "media") {
    const picture = pictureOf(block.media_id, block.caption);
    return (
      <>
        {picture.address ? <Media picture={picture} /> : <p class="quiet">{onItsWay}</p>}
        <Line id={id} label={caption} value={block.caption} onLine={(line) => onBlock({ ...block, caption: line })} />
      </>
    );
  }
  const heading = block.kind === "text" ? headingOf(block.text) : undefined;
  if (heading !== undefined) {
    return (
      <input
        id={id}
        class="heading"
        aria-label={label}
        maxLength={200}
        dir="auto"
        value={heading}
        onInput={(event) => onBlock({ ...block, text: `## ${event.currentTarget.value}` } as Block)}
      />
    );
  }
  return (
    <>
      <textarea
        id={id}
        aria-label={label}
        rows={3}
        dir="auto"
        maxLength={block.kind === "quote" ? 5000 : 20000}
        value={block.text}
        onInput={(event) => onBlock({ ...block, text: event.currentTarget.value })}
      />
      {block.kind === "quote" && (
        <Line
          id={`${id}-by`}
          label={saidBy}
          value={block.attribution}
          onLine={(attribution) => onBlock({ ...block, attribution })}
        />
      )}
    </>
  );
}

interface LineProperties {
  id: string;
  label: string;
  value: string | null | undefined;
  onLine: (value: string | null) => void;
}

function Line({ id, label, value, onLine }: LineProperties) {
  return (
    <label class="small">
      {label}
      <input
        id={id}
        maxLength={200}
        dir="auto"
        value={value ?? ""}
        onInput={(event) => onLine(event.currentTarget.value.trim() ? event.currentTarget.value : null)}
      />
    </label>
  );
}

function MomentLine({ id }: { id: string }) {
  const { tag, untitled } = words.value;
  const moment = find(id);
  if (!moment?.local || moment.local.trashed_at) {
    return (
      <p class="quiet">
        <Icon name="alert" /> {makingWords.value.gone}
      </p>
    );
  }
  const { lived_at, utc_offset, lived_precision, context } = moment.local;
  const photo = pictures(moment).find((one) => one.address && (one.kind === "photo" || one.kind === undefined));
  return (
    <a class={`moment-line ${context ?? ""}`} href={`${BASE}/moments/${id}`}>
      {photo && <img src={photo.address} alt="" loading="lazy" decoding="async" />}
      <span>
        <strong dir="auto">{nameOf(moment, untitled)}</strong>
        <span class="when">{lived_at && livedWhen(lived_at, utc_offset ?? 0, lived_precision ?? "minute", tag)}</span>
      </span>
    </a>
  );
}
