/** Ideas that wait for approval: on the wall, set aside with a reason, or merged with one that is there. */
import { useSignal } from "@preact/signals";
import { decidedBefore } from "../../nouns/proposals";
import { type Decision, decide, type Idea, type Live } from "../../nouns/rooms";
import { Trouble } from "../../parts/asked";
import { Field } from "../../parts/field";
import { say } from "../../parts/toast";
import { choiceWords } from "../../words/choices";
import { roomWords } from "../../words/rooms";

export function Ideas({ live }: { live: Live }) {
  const { waiting, noneWaiting, onTheWall } = roomWords.value;
  if (live.scene.mission?.kind !== "proposal") return null;
  const { items } = live.proposals;
  const [undecided, approved] = [items.filter(({ waits }) => waits), items.filter(({ waits }) => !waits)];
  return (
    <section>
      <h2>{undecided.length ? waiting(live.counts.waiting ?? undecided.length) : noneWaiting}</h2>
      <ul class="ideas">
        {undecided.map((idea) => (
          <li key={idea.id}>
            <Undecided idea={idea} approved={approved} />
          </li>
        ))}
      </ul>
      {approved.length > 0 && (
        <details>
          <summary>{onTheWall(approved.length)}</summary>
          <ul class="ideas">
            {approved.map(({ id, title }) => (
              <li key={id} dir="auto">
                {title}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Undecided({ idea, approved }: { idea: Idea; approved: Idea[] }) {
  const { approve, setAside, merge, whyAside, mergeWith, noIdeaYet, decidedBefore: told } = roomWords.value;
  const step = useSignal<"" | "aside" | "merge">("");
  const reason = useSignal("");
  const fault = useSignal<unknown>(null);
  const act = async (decision: Decision) => {
    fault.value = null;
    await decide(idea, decision).catch((problem) => {
      const before = decidedBefore(problem);
      if (before) say(told(idea.title, choiceWords.value.states[before.state] ?? ""));
      else fault.value = problem;
    });
  };
  return (
    <article>
      <p>
        <strong dir="auto">{idea.title}</strong>
        {idea.themes.map((theme) => (
          <span key={theme} class="badge" dir="auto">
            {theme}
          </span>
        ))}
      </p>
      {idea.text && <p dir="auto">{idea.text}</p>}
      {fault.value !== null && <Trouble fault={fault.value} />}
      <div class="acts-line">
        <button type="button" class="button" onClick={() => void act({ decision: "approve" })}>
          {approve}
        </button>
        <button
          type="button"
          class="button plain"
          aria-expanded={step.value === "aside"}
          onClick={() => (step.value = step.value === "aside" ? "" : "aside")}
        >
          {setAside}
        </button>
        <button
          type="button"
          class="link"
          aria-expanded={step.value === "merge"}
          onClick={() => (step.value = step.value === "merge" ? "" : "merge")}
        >
          {merge}
        </button>
      </div>
      {step.value === "aside" && (
        <form
          class="one-line"
          onSubmit={(event) => {
            event.preventDefault();
            void act({ decision: "set_aside", reason: reason.value });
          }}
        >
          <Field
            id={`why-${idea.id}`}
            label={whyAside}
            value={reason.value}
            onValue={(text) => (reason.value = text)}
            input={{ required: true, maxLength: 280, dir: "auto" }}
          />
          <button type="submit" class="button plain">
            {setAside}
          </button>
        </form>
      )}
      {step.value === "merge" && (
        <div>
          <p>{approved.length ? mergeWith : noIdeaYet}</p>
          {approved.map(({ id, title }) => (
            <button key={id} type="button" class="row" onClick={() => void act({ decision: "merge", into: id })}>
              <span dir="auto">{title}</span>
            </button>
          ))}
        </div>
      )}
    </article>
  );
}
