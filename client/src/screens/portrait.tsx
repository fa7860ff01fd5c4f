/** One portrait: the draft as it composes itself, beside what was published; and what is chosen for it. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { sentenceIn } from "../core/refusals";
import { things } from "../core/store";
import {
  type AnyPortrait,
  addresses,
  begin,
  type Draft,
  type Edition,
  portrait as find,
  gist,
  type Portrait,
  portraits,
} from "../nouns/portraits";
import { Comments } from "../parts/comments";
import { Fault } from "../parts/fault";
import { useLook } from "../parts/look";
import { watch } from "../parts/toast";
import { BASE, go } from "../router";
import { portraitWords } from "../words/portrait";
import { PortraitContent } from "./portrait_content";
import { Taking } from "./portrait_published";
import { Publishing } from "./portrait_publishing";
import { AddSection, PortraitSettings } from "./portrait_settings";
import "./portrait.css";

export default function PortraitScreen({ id }: { id: string }) {
  const one = find(id);
  return one?.local ? <Known one={one} /> : <Given id={id} />;
}

/** Somebody else's, as they let me see it. It is not kept on the phone. */
function Given({ id }: { id: string }) {
  const { value, fault } = useLook<AnyPortrait>(addresses.any(id), false);
  const owner = value?.kind === "shared" ? value.owner.display_name : "";
  return (
    <article class="portrait">
      <h1 dir="auto">{owner || words.value.portrait}</h1>
      <Fault text={fault} />
      {value?.kind === "shared" && <PortraitContent content={value.content} />}
    </article>
  );
}

function Known({ one }: { one: Portrait }) {
  const { draft, published, composing, nothing, another, anotherLead } = portraitWords.value;
  const { local, dirty, problem } = one;
  const side = useSignal<"draft" | "published">("draft");
  const drafted = useLook<Draft>(addresses.draft(one.id));
  useEffect(() => {
    if (!dirty) void drafted.again();
  }, [dirty, local.version, things("talent").length]);
  const content = drafted.value?.content;
  const isSeen = Boolean(local.published_at && !local.withdrawn_at);
  return (
    <article class="portrait">
      {portraits().length > 1 && (
        <p class="when">
          <a href={`${BASE}/portrait?all`}>{words.value.myPortrait}</a>{" "}
          {local.name && <span dir="auto">· {local.name}</span>}
        </p>
      )}
      <h1>{words.value.myPortrait}</h1>
      <Fault text={problem ? sentenceIn(problem) : ""} />
      <Comments on="portrait" id={one.id} />
      <State one={one} draft={drafted.value} />
      {isSeen && <Taking one={one} />}
      {isSeen && (
        <div class="chips">
          {(["draft", "published"] as const).map((name) => (
            <button key={name} type="button" aria-pressed={side.value === name} onClick={() => (side.value = name)}>
              {{ draft, published }[name]}
            </button>
          ))}
        </div>
      )}
      {isSeen && side.value === "published" ? (
        <Published one={one} />
      ) : (
        <>
          {content && <PortraitContent content={content} one={one} />}
          {!content && (
            <p class="quiet">{!drafted.fault ? composing : dirty ? words.value.needsNetwork : drafted.fault}</p>
          )}
          {content?.sections.length === 0 && <p class="quiet">{nothing}</p>}
          {content && <AddSection one={one} draft={drafted.value!} />}
          <PortraitSettings one={one} />
        </>
      )}
      <Publishing one={one} onPublished={() => (side.value = "published")} />
      <p class="after">
        <button
          type="button"
          class="link"
          aria-describedby="another-lead"
          onClick={() => watch(begin("", one).then((id) => go(`/portrait/${id}`)))}
        >
          {another}
        </button>
        <span class="hint" id="another-lead">
          {anotherLead}
        </span>
      </p>
    </article>
  );
}

function State({ one: { id, local }, draft }: { one: Portrait; draft: Draft | undefined }) {
  const { neverPublished, publishedOn, hasChanged, isSame } = portraitWords.value;
  const isSeen = Boolean(local.published_at && !local.withdrawn_at);
  return (
    <p class="quiet" role="status">
      {isSeen ? publishedOn(dayOf(local.published_at!, words.value.tag)) : neverPublished}{" "}
      {isSeen && draft && <Changed id={id} number={local.edition} draft={draft} words={[isSame, hasChanged]} />}
    </p>
  );
}

interface Comparison {
  id: string;
  number: number;
  draft: Draft;
  words: [string, string];
}

function Changed({ id, number, draft, words: [same, changed] }: Comparison) {
  const edition = useLook<Edition>(addresses.edition(id, number)).value;
  if (!edition) return null;
  return <>{gist(edition.content) === gist(draft.content) ? same : changed}</>;
}

function Published({ one }: { one: Portrait }) {
  const { value, fault } = useLook<Edition>(addresses.edition(one.id, one.local.edition));
  return (
    <>
      {fault && <p class="quiet">{fault}</p>}
      {value && <PortraitContent content={value.content} />}
    </>
  );
}
