/** « Ce qu’on t’a dit »: the words of readers, above what they are about. */
import { useSignal } from "@preact/signals";
import type { components } from "api";
import { block, type Comment, commentsOn, takeAway } from "../nouns/comments";
import { toldWords } from "../words/told";
import { Fault } from "./fault";
import { sayWhy } from "./look";
import { at } from "./time";
import { say } from "./toast";
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
      {comments.map((comment) => {
        const { author, text, created_at } = comment.local;
        return (
          <li key={comment.id}>
            <blockquote dir="auto">{text}</blockquote>
            <p class="when">
              <span dir="auto">{author?.display_name ?? toldWords.value.somebody}</span> · {at(created_at)}
            </p>
            <Ways comment={comment} />
          </li>
        );
      })}
    </ul>
  );
}

/** What one does about a word that hurts. */
function Ways({ comment: { id, local } }: { comment: Comment }) {
  const { unkind, takeAway: label, takenAway, block: blockLabel, blocked, blockLead, report } = toldWords.value;
  const fault = useSignal("");
  const name = local.author?.display_name ?? toldWords.value.somebody;
  const act = (run: () => Promise<void>, done: string) => {
    fault.value = "";
    void run().then(
      () => say(done),
      (problem) => (fault.value = sayWhy(problem)),
    );
  };
  return (
    <details>
      <summary>{unkind}</summary>
      <p>
        <button type="button" class="button plain" onClick={() => act(() => takeAway(id), takenAway)}>
          {label}
        </button>
      </p>
      {local.author && (
        <p>
          <button type="button" class="button plain" onClick={() => act(() => block(id), blocked(name))}>
            {blockLabel(name)}
          </button>
          <span class="when">{blockLead(name)}</span>
        </p>
      )}
      <p>
        <a href={`/app/report/comment/${id}`}>{report}</a>
      </p>
      <Fault text={fault.value} />
    </details>
  );
}
