/** What the members of a community show there. It is not kept on the phone: it ends when they say so. */
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { addressAmong, addressAt } from "../core/pictures";
import { person } from "../core/store";
import { type Feed, places } from "../nouns/communities";
import { Gallery } from "../parts/gallery";
import { useLook } from "../parts/look";
import { Prose } from "../parts/prose";
import { BASE } from "../router";
import { togetherWords } from "../words/together";
import "../parts/card.css";

type Shown = Feed["items"][number];
interface Cover {
  address: string;
  alt: string;
}

/** Of a story, the address is whole; of an answer, it is that of a medium. */
function coverOf({ story, response }: Shown): Cover | undefined {
  const whole = addressAmong(story?.cover?.variants ?? [], ["small"]);
  if (whole) return { address: whole, alt: story?.cover?.alt ?? "" };
  const cover = response?.cover;
  return cover?.variants.includes("small")
    ? { address: addressAt(cover.id, "small"), alt: cover.alt ?? "" }
    : undefined;
}

export function CommunityFeed({ id }: { id: string }) {
  const { feed, feedEmpty } = togetherWords.value;
  const { value, fault } = useLook<Feed>(places.feed(id), false);
  return (
    <section>
      <h2>{feed}</h2>
      {fault && <p class="quiet">{fault}</p>}
      {value?.items.length === 0 && <p class="quiet">{feedEmpty}</p>}
      <ul class="cards">
        {value?.items.map((one) => (
          <Line key={one.id} one={one} />
        ))}
      </ul>
    </section>
  );
}

function Line({ one }: { one: Shown }) {
  if (one.information)
    return (
      <li class="card shown">
        <div class="inside">
          <span class="when">{dayOf(one.shown_at, words.value.tag)}</span>
          <strong dir="auto">{one.information.title}</strong>
          <Prose text={one.information.text} />
          <Gallery media={one.information.media} />
        </div>
      </li>
    );
  return <Given one={one} />;
}

function Given({ one }: { one: Shown }) {
  const { by, someone, answerTo, report } = togetherWords.value;
  const { story, response, shown_at } = one;
  const cover = coverOf(one);
  const author = story?.owner ?? response?.author;
  const inside = (
    <>
      {cover && (
        <span class="strip">
          <img src={cover.address} alt={cover.alt} loading="lazy" decoding="async" />
        </span>
      )}
      <span class="when">
        {by(author?.display_name ?? someone)} · {dayOf(shown_at, words.value.tag)}
      </span>
      <strong dir="auto">{story?.title ?? response?.title ?? answerTo(response?.mission.title ?? "")}</strong>
      {story?.summary && (
        <span class="words" dir="auto">
          {story.summary}
        </span>
      )}
      {response?.title && <span class="when">{answerTo(response.mission.title)}</span>}
    </>
  );
  const subject = story ? `story/${story.id}` : `response/${response?.id}`;
  return (
    <li class="card shown">
      {story && <a href={`${BASE}/stories/${story.id}`}>{inside}</a>}
      {!story && <div class="inside">{inside}</div>}
      {author?.id !== person.value?.id && (
        <a class="report" href={`${BASE}/report/${subject}`}>
          {report}
        </a>
      )}
    </li>
  );
}
