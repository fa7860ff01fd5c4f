/** A story as its readers see it; for its author, what can be done with it. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { Offline } from "../core/refusals";
import { type Content, story as find, type Reading, read, edition as readEdition } from "../nouns/stories";
import { Comments } from "../parts/comments";
import { Edition } from "../parts/edition";
import { query } from "../router";
import { makingWords } from "../words/making";
import { Own } from "./story_own";
import "./publish.css";

export default function StoryScreen({ id }: { id: string }) {
  const { oneMoment, lastSeen, olderEdition } = makingWords.value;
  const reading = useSignal<Reading | null>(null);
  const old = useSignal<Content | null>(null);
  const fault = useSignal("");
  const number = Number(query.value.get("edition")) || null;
  const fail = (problem: unknown) => {
    fault.value = problem instanceof Offline ? words.value.needsNetwork : (problem as Error).message;
  };
  const latest = find(id)?.local.edition;
  useEffect(() => void read(id).then((value) => (reading.value = value), fail), [id, latest]);
  useEffect(() => {
    old.value = null;
    if (number) void readEdition(id, number).then(({ content }) => (old.value = content), fail);
  }, [id, number]);
  const content = number ? old.value : reading.value?.detail.content;
  return (
    <>
      {!content && <h1>{find(id)?.local.title ?? makingWords.value.aStory}</h1>}
      {fault.value && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
      {!content && !fault.value && (
        <p class="quiet" role="status">
          {oneMoment}
        </p>
      )}
      {reading.value?.isKept && <p class="quiet">{lastSeen}</p>}
      {number && content && <p class="tinted">{olderEdition(number)}</p>}
      {find(id) && <Comments on="story" id={id} />}
      {content && <Edition content={content} />}
      {reading.value && !reading.value.detail.rights && (
        <Own detail={reading.value.detail} shown={number ?? reading.value.detail.edition} />
      )}
    </>
  );
}
