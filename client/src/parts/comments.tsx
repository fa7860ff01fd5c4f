/** « Ce qu’on t’a dit »: the words of readers, above what they are about. */
import type { components } from "api";
import { type Comment, commentsOn } from "../nouns/comments";
import { toldWords } from "../words/told";
import { at } from "./time";
import "./comments.css";

const SHOWN = 3;

/** Without `id`: on all of that kind. */
export function Comments({ on, id = null }: { on: components["schemas"]["TargetType"]; id?: string | null }) {
  const { told, earlier } = toldWords.value;
  const all = commentsOn(on, id);
  if (!all.length) return null;
  const old = all.slice(SHOWN);
  return (
    <section class="heard">
      <h2>{told}</h2>
      <List comments={all.slice(0, SHOWN)} />
      {old.length > 0 && (
        <details>
          <summary>{earlier(old.length)}</summary>
          <List comments={old} />
        </details>
      )}
    </section>
  );
}

function List({ comments }: { comments: Comment[] }) {
  return (
    <ul>
      {comments.map(({ id, local: { author, text, created_at } }) => (
        <li key={id}>
          <blockquote dir="auto">{text}</blockquote>
          <p class="when">
            <span dir="auto">{author?.display_name ?? toldWords.value.somebody}</span> · {at(created_at)}
          </p>
        </li>
      ))}
    </ul>
  );
}
