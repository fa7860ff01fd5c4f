/** One idea, before the team. What is decided is told to those who wrote it, with the reason where there is one. */
import { type Signal, useSignal } from "@preact/signals";
import { decidedBefore, type Proposal, review } from "../../nouns/proposals";
import { Action } from "../../parts/action";
import { Trouble } from "../../parts/asked";
import { Field } from "../../parts/field";
import { step } from "../../parts/keys";
import { Paragraphs } from "../../parts/paragraphs";
import { Select } from "../../parts/select";
import { at } from "../../parts/time";
import { say } from "../../parts/toast";
import { choiceWords } from "../../words/choices";
import { leadWords } from "../../words/lead";
import { Selection } from "./idea_selection";

interface Properties {
  idea: Proposal;
  all: Proposal[];
  community: string;
  onDone: () => Promise<void>;
}
const OPEN = new Set(["submitted", "approved", "shortlisted"]);
const OPTIONS = new Set(["approved", "shortlisted"]);
const CHOOSABLE = new Set(["approved", "shortlisted", "selected", "in_progress"]);

export function Idea({ idea, all, community, onDone }: Properties) {
  const { from, nobodyNamed } = leadWords.value;
  const { states, reasonWas, someone } = choiceWords.value;
  const { title, text, themes, authors, state, reason, submitted_at, cites } = idea;
  const before = useSignal<Proposal | null>(null);
  const names = authors?.map(({ display_name }) => display_name ?? someone).join(", ");
  return (
    <>
      <h2 dir="auto">{title}</h2>
      <p class="quiet">{[...themes, states[state], submitted_at && at(submitted_at)].filter(Boolean).join(" · ")}</p>
      <Paragraphs text={text} />
      <p>{names ? from(names) : nobodyNamed}</p>
      {cites && cites.length > 0 && <p class="quiet">{leadWords.value.fromLife}</p>}
      {reason && <p class="note">{reasonWas(reason)}</p>}
      {before.value && (
        <p class="fault" role="alert">
          {leadWords.value.decidedBefore(states[before.value.state] ?? "")}
        </p>
      )}
      <Action proposal={idea} onDone={onDone} isTeam />
      {(OPEN.has(state) || state === "set_aside") && <Deciding idea={idea} all={all} onDone={onDone} before={before} />}
      {CHOOSABLE.has(state) && <Selection idea={idea} community={community} onDone={onDone} />}
    </>
  );
}

function Deciding({ idea, all, onDone, before }: Omit<Properties, "community"> & { before: Signal<Proposal | null> }) {
  const w = leadWords.value;
  const fault = useSignal<unknown>(null);
  const isBusy = useSignal(false);
  const why = useSignal("");
  const into = useSignal("");
  const decide = async (decision: Parameters<typeof review>[1], done: string) => {
    if (isBusy.value) return;
    isBusy.value = true;
    fault.value = null;
    before.value = null;
    try {
      await review(idea, decision);
      say(done);
      step(1);
      await onDone();
    } catch (problem) {
      before.value = decidedBefore(problem);
      if (before.value) await onDone();
      else fault.value = problem;
    }
    isBusy.value = false;
  };
  const others = all.filter((one) => one.id !== idea.id && OPTIONS.has(one.state));
  return (
    <div class="idea-acts">
      {fault.value !== null && (
        <Trouble fault={fault.value} again={() => void onDone().then(() => (fault.value = null))} />
      )}
      <div class="acts-line">
        {idea.state !== "approved" && (
          <button
            type="button"
            class="button accept"
            disabled={isBusy.value}
            onClick={() => void decide({ decision: "approve" }, w.approved)}
          >
            {w.approve}
          </button>
        )}
        {idea.state === "approved" && (
          <button
            type="button"
            class="button plain"
            disabled={isBusy.value}
            onClick={() => void decide({ decision: "shortlist" }, w.shortlisted)}
          >
            {w.shortlist}
          </button>
        )}
      </div>
      {idea.state !== "set_aside" && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (why.value.trim()) void decide({ decision: "set_aside", reason: why.value.trim() }, w.isAside);
          }}
        >
          <Field
            id="why"
            label={w.whyAside}
            hint={w.whyHint}
            value={why.value}
            onValue={(text) => (why.value = text)}
            input={{ maxLength: 500 }}
          />
          <button type="submit" class="button plain" disabled={isBusy.value || !why.value.trim()}>
            {w.setAside}
          </button>
        </form>
      )}
      {OPEN.has(idea.state) && others.length > 0 && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (into.value) void decide({ decision: "merge", into: into.value }, w.merged);
          }}
        >
          <Select
            id="into"
            label={w.mergeInto}
            hint={w.mergeHint}
            value={into.value}
            none="–"
            options={others.map(({ id, title }) => [id, title] as const)}
            onValue={(value) => (into.value = value)}
          />
          <button type="submit" class="button plain" disabled={isBusy.value || !into.value}>
            {w.merge}
          </button>
        </form>
      )}
    </div>
  );
}
