/** What a public community shows to everybody: stories by several, read whole, and stories of one person. */
import { type CommunityPage, places } from "../nouns/communities";
import { useLook } from "../parts/look";
import { BASE } from "../router";
import { togetherWords } from "../words/together";

export function CommunityPublic({ id }: { id: string }) {
  const { forEverybody, byParts, reports } = togetherWords.value;
  const { value } = useLook<CommunityPage>(places.page(id));
  if (!value || value.together.length + value.stories.length + value.reports.length === 0) return null;
  return (
    <section>
      <h2>{forEverybody}</h2>
      <ul class="lines">
        {value.together.map(({ mission_id, title, url, parts }) => (
          <li key={mission_id}>
            <a href={url}>
              <span dir="auto">{title}</span> <em>{byParts(parts.length)}</em>
            </a>
          </li>
        ))}
        {value.stories.map(({ title, url, language }) => (
          <li key={url}>
            <a href={url} lang={language} dir="auto">
              {title}
            </a>
          </li>
        ))}
        {value.reports.length > 0 && (
          <li>
            <a href={`${BASE}/communities/${id}/reports`}>{reports}</a>
          </li>
        )}
      </ul>
    </section>
  );
}
