/** My stories: what I published, and what is withdrawn. */
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { pictureOf, type Story, stories } from "../nouns/stories";
import { Tabs } from "../parts/tabs";
import { BASE } from "../router";
import { makingWords } from "../words/making";
import "../parts/card.css";

export default function Stories() {
  const { stories: heading, noStories, noStoriesLead, toJournals } = makingWords.value;
  const all = stories();
  return (
    <>
      <h1>{heading}</h1>
      <Tabs here="stories" />
      {all.length === 0 && (
        <div class="empty">
          <div class="horizon" aria-hidden="true" />
          <p>{noStories}</p>
          <p class="quiet">{noStoriesLead}</p>
          <a class="button" href={`${BASE}/journals`}>
            {toJournals}
          </a>
        </div>
      )}
      <ul class="cards">
        {all.map((story) => (
          <Line key={story.id} story={story} />
        ))}
      </ul>
    </>
  );
}

function Line({ story }: { story: Story }) {
  const { tag } = words.value;
  const { publishedOn, editionNumber, withdrawnOn } = makingWords.value;
  const { title, summary, cover, edition, published_at, withdrawn_at } = story.local;
  const picture = cover && !withdrawn_at ? pictureOf(cover) : null;
  return (
    <li class="card">
      <a href={`${BASE}/stories/${story.id}`}>
        {picture?.address && (
          <span class="strip of-1">
            <img src={picture.address} alt={picture.alt} loading="lazy" decoding="async" />
          </span>
        )}
        <span class="when">
          {withdrawn_at ? withdrawnOn(dayOf(withdrawn_at, tag)) : publishedOn(dayOf(published_at, tag))}
          {edition > 1 && <> · {editionNumber(edition)}</>}
        </span>
        <strong dir="auto">{title}</strong>
        {summary && (
          <span class="words" dir="auto">
            {summary}
          </span>
        )}
      </a>
    </li>
  );
}
