/** How the mission looks on the phone of those who get it. */
import { dayOf } from "../../core/clock";
import { words } from "../../core/i18n";
import type { Draft } from "../../nouns/mission_drafts";
import type { Community } from "../../nouns/teams";
import { Paragraphs } from "../../parts/paragraphs";
import { manageWords } from "../../words/manage";
import { pictureOf } from "./write_what";

export function Preview({ draft, community }: { draft: Draft; community: Community }) {
  const { dueOn, tag, answerNow } = words.value;
  const { untitled, pictureOf: alt } = manageWords.value;
  return (
    <article class="phone-frame">
      <p class="when">
        {community.name}
        {draft.due_at && <> · {dueOn(dayOf(draft.due_at, tag))}</>}
      </p>
      <h3 dir="auto">{draft.title || untitled}</h3>
      <Paragraphs text={draft.brief} />
      {draft.media.map((id) => (
        <img key={id} src={pictureOf(id)} alt={alt} />
      ))}
      <p>
        <span class="button">{answerNow}</span>
      </p>
    </article>
  );
}
