/** What one block shows, and how it is changed. */
import { livedWhen } from "../core/clock";
import { words } from "../core/i18n";
import { moment as find, nameOf, pictures } from "../nouns/experiences";
import { type Block, headingOf, pictureOf } from "../nouns/journals";
import { Field } from "../parts/field";
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
      <Field
        id={id}
        label={label}
        value={heading}
        onValue={(text) => onBlock({ ...block, text: `## ${text}` } as Block)}
        input={{ class: "heading", maxLength: 200, dir: "auto" }}
        bare
      />
    );
  }
  return (
    <>
      <Field
        id={id}
        label={label}
        value={block.text}
        onValue={(text) => onBlock({ ...block, text })}
        input={{ maxLength: block.kind === "quote" ? 5000 : 20000 }}
        long
        bare
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
    <Field
      id={id}
      label={label}
      value={value ?? ""}
      onValue={(text) => onLine(text.trim() ? text : null)}
      input={{ maxLength: 200, dir: "auto" }}
    />
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
