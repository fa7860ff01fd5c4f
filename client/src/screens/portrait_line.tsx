/** A line of a portrait: what it says, where it comes from, and the way to leave it out. */
import { words } from "../core/i18n";
import { addressAmong } from "../core/pictures";
import { moment, nameOf } from "../nouns/experiences";
import {
  bringBack,
  changePortrait,
  type Kind,
  leaveOut,
  type Portrait,
  sectionsOf,
  unpinStory,
} from "../nouns/portraits";
import { nameOfSkill, talent } from "../nouns/talents";
import { Icon } from "../parts/icon";
import { Level } from "../parts/level";
import { Media } from "../parts/media";
import { say, watch } from "../parts/toast";
import { BASE } from "../router";
import { portraitWords } from "../words/portrait";
import type { Told } from "./portrait_content";

const FORMS: Record<string, string[]> = { photo: ["small", "thumb"], audio: ["audio"], video: ["video"] };

export function Line({ line, kind, one }: { line: Told; kind: Kind; one: Portrait | undefined }) {
  const { sources, whence, seeStory } = portraitWords.value;
  const { name, detail, source, level, link } = line;
  return (
    <li class="told">
      <strong dir="auto">{name}</strong>
      <span class="signs">
        {source && (
          <span class={`source ${source}`}>
            {source !== "declared" && <Icon name="done" />} {sources[source]}
          </span>
        )}
        {Boolean(level) && <Level level={level!} />}
        {detail && <span dir="auto">{detail}</span>}
      </span>
      {line.media?.map(({ id, kind, alt, transcript, variants }) => (
        <Media
          key={id}
          picture={{
            id,
            kind,
            alt: alt ?? "",
            transcript,
            address: addressAmong(variants, FORMS[kind]!),
            state: undefined,
          }}
        />
      ))}
      {source ? (
        <details>
          <summary>{whence}</summary>
          <Whence line={line} />
          {one && <Acts one={one} line={line} kind={kind} />}
        </details>
      ) : (
        <p class="tools">
          {link && <a href={BASE + link}>{seeStory}</a>}
          {one && <Acts one={one} line={line} kind={kind} />}
        </p>
      )}
    </li>
  );
}

function Whence({ line: { proofs, comments, link, level } }: { line: Told }) {
  const { noProof, seeMoment, seeTalent } = portraitWords.value;
  return (
    <>
      {comments.map(({ key, by, text }) => (
        <p key={key}>
          <Icon name="done" /> <span dir="auto">{by}</span>
          {text && <q dir="auto">{text}</q>}
        </p>
      ))}
      {proofs.map(({ key, text, moment: id }) => (
        <p key={key} dir="auto">
          {id && moment(id) ? <a href={`${BASE}/moments/${id}`}>{text}</a> : text}
        </p>
      ))}
      {level !== undefined && proofs.length === 0 && <p class="quiet">{noProof}</p>}
      {link && (
        <p>
          <a href={BASE + link}>{level === undefined ? seeMoment : seeTalent}</a>
        </p>
      )}
    </>
  );
}

function Acts({ one, line: { key }, kind }: { one: Portrait; line: Told; kind: Kind }) {
  const { leaveOut: label, removeStory, notShown } = portraitWords.value;
  const act = () => {
    const { sections, pinned_stories } = one.local;
    watch(kind === "stories" ? unpinStory(one, key) : leaveOut(one, kind, key));
    say(notShown, () => watch(changePortrait(one.id, { sections, pinned_stories })));
  };
  return (
    <button type="button" class="link" onClick={act}>
      {kind === "stories" ? removeStory : label}
    </button>
  );
}

/** What was left out of a section, and the way back. */
export function LeftOut({ one, kind }: { one: Portrait; kind: Kind }) {
  const { leftOut, bringBack: label } = portraitWords.value;
  const ids = sectionsOf(one).find((each) => each.kind === kind)?.left_out ?? [];
  if (!ids.length) return null;
  const called = (id: string) => {
    const found = moment(id);
    return found ? nameOf(found, words.value.untitled) : nameOfSkill(talent(id)?.local.skill, words.value.tag);
  };
  return (
    <details>
      <summary>{leftOut(ids.length)}</summary>
      {ids.map((id) => (
        <p key={id}>
          <button type="button" class="link" dir="auto" onClick={() => watch(bringBack(one, kind, id))}>
            {label(called(id))}
          </button>
        </p>
      ))}
    </details>
  );
}
