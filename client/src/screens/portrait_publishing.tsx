/** Publishing a portrait: the sentence is read, what is doubtful is confirmed; then there is an edition. */
import { useSignal } from "@preact/signals";
import { words } from "../core/i18n";
import { waiting } from "../core/store";
import type { Sentence } from "../nouns/joining";
import { type Outcome, publish } from "../nouns/portrait_publishing";
import type { Portrait } from "../nouns/portraits";
import { Fault } from "../parts/fault";
import { sayWhy } from "../parts/look";
import { say } from "../parts/toast";
import { BASE } from "../router";
import { run } from "../sync/runs";
import { portraitWords } from "../words/portrait";
import { Withdrawing } from "./portrait_published";

export function Publishing({ one, onPublished }: { one: Portrait; onPublished: () => void }) {
  const { publish: label, publishAgain, publishing, publishNow, done, guardian } = portraitWords.value;
  const step = useSignal<Outcome | null>(null);
  const read = useSignal<Sentence | undefined>(undefined);
  const confirmed = useSignal<string[]>([]);
  const fault = useSignal("");
  const isBusy = useSignal(false);
  const isSeen = Boolean(one.local.published_at && !one.local.withdrawn_at);
  const forget = () => {
    step.value = null;
    read.value = undefined;
    confirmed.value = [];
  };
  const agree = (sentence: Sentence) => {
    read.value = sentence;
    void attempt();
  };
  const confirm = (reasons: string[]) => {
    confirmed.value = reasons;
    void attempt();
  };
  const attempt = async () => {
    isBusy.value = true;
    fault.value = "";
    try {
      if (waiting.value) await run(); // what is published is what stands here
      step.value = await publish(one.id, read.value, confirmed.value);
      if (step.value.is === "published") {
        forget();
        await run();
        onPublished();
        say(done);
      }
    } catch (problem) {
      fault.value = sayWhy(problem);
    }
    isBusy.value = false;
  };
  const { value } = step;
  return (
    <section class="publishing">
      <Fault text={fault.value} />
      {!value && (
        <button type="button" class="button" disabled={isBusy.value} onClick={() => void attempt()}>
          {isSeen ? publishAgain : label}
        </button>
      )}
      {value && (
        <div class="note" role="status">
          <h2>{publishing}</h2>
          {value.is === "guardian" && (
            <>
              <p>{value.text}</p>
              <a class="button" href={`${BASE}/me/guardian`}>
                {guardian}
              </a>
            </>
          )}
          {value.is === "sentence" && (
            <>
              <p dir="auto">{value.sentence.text}</p>
              <button type="button" class="button" disabled={isBusy.value} onClick={() => agree(value.sentence)}>
                {publishNow}
              </button>
            </>
          )}
          {value.is === "doubt" && <Doubtful outcome={value} onYes={() => confirm(value.doubt.reasons)} />}
          <button type="button" class="button plain" onClick={forget}>
            {words.value.cancel}
          </button>
        </div>
      )}
      {isSeen && !value && <Withdrawing id={one.id} />}
    </section>
  );
}

function Doubtful({ outcome, onYes }: { outcome: Outcome & { is: "doubt" }; onYes: () => void }) {
  const { bare, people: told, confirmAnyway } = portraitWords.value;
  const { media_ids, people } = outcome.doubt;
  return (
    <>
      {media_ids?.length > 0 && <p>{bare(media_ids.length)}</p>}
      {people?.length > 0 && <p dir="auto">{told(people.map(({ name }) => name).join(", "))}</p>}
      <button type="button" class="button" onClick={onYes}>
        {confirmAnyway}
      </button>
    </>
  );
}
