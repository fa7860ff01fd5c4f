/** An idea that became an action: who carries it, until when, how far it is, and what they tell of it. */
import { useSignal } from "@preact/signals";
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import {
  carry,
  handBack,
  isAskedOfMe,
  isCarriedByMe,
  isRunning,
  type Proposal,
  tellProgress,
} from "../nouns/proposals";
import { choiceWords } from "../words/choices";
import { Fault } from "./fault";
import { digits, Field } from "./field";
import { sayWhy } from "./look";
import { say } from "./toast";
import "./proposals.css";

const IN_PLAN = new Set(["selected", "in_progress", "done", "abandoned"]);
interface Properties {
  proposal: Proposal;
  onDone: () => Promise<void>;
  isTeam?: boolean;
}

export function Action({ proposal, onDone, isTeam }: Properties) {
  if (!IN_PLAN.has(proposal.state)) return null;
  const isMine = isCarriedByMe(proposal);
  return (
    <section>
      <Standing proposal={proposal} />
      {isAskedOfMe(proposal) && <Agreeing proposal={proposal} onDone={onDone} />}
      {isRunning(proposal) && (isTeam || (isMine && proposal.owner!.accepted)) && (
        <Telling proposal={proposal} onDone={onDone} />
      )}
    </section>
  );
}

export function Standing({ proposal }: { proposal: Proposal }) {
  const { ownedBy, thoughtOf, nobodyOwns, dueOn, progress, outside, someone, states } = choiceWords.value;
  const { tag } = words.value;
  const { owner, due_on, progress: percent, outside_ballot, notes, state } = proposal;
  const name = owner && (owner.user?.display_name ?? owner.structure?.name ?? owner.name ?? someone);
  const isAgreed = owner?.accepted || !owner?.user;
  return (
    <>
      <p>
        {name ? ownedBy(isAgreed ? name : thoughtOf(name)) : nobodyOwns}
        {due_on && <> · {dueOn(dayOf(due_on, tag))}</>}
      </p>
      <div class="progress">
        <span>{state === "done" ? states.done : progress(percent)}</span>
        <progress value={percent} max={100} aria-hidden="true" />
      </div>
      {outside_ballot && <p class="quiet">{outside}</p>}
      {notes.length > 0 && (
        <ul class="plain-list">
          {notes
            .filter(({ text }) => text)
            .map(({ created_at, text }) => (
              <li key={created_at}>
                <span class="when">{dayOf(created_at, tag)}</span> <span dir="auto">{text}</span>
              </li>
            ))}
        </ul>
      )}
    </>
  );
}

function Agreeing({ proposal, onDone }: Properties) {
  const { namedYou, carryIt, doNotCarry, carried, handedBack } = choiceWords.value;
  const fault = useSignal("");
  const decide = async (act: () => Promise<unknown>, done: string) => {
    try {
      await act();
      say(done);
      await onDone();
    } catch (problem) {
      fault.value = sayWhy(problem);
    }
  };
  return (
    <div class="note">
      <p>{namedYou}</p>
      <Fault text={fault.value} />
      <button type="button" class="button" onClick={() => void decide(() => carry(proposal), carried)}>
        {carryIt}
      </button>
      <button type="button" class="button plain" onClick={() => void decide(() => handBack(proposal), handedBack)}>
        {doNotCarry}
      </button>
    </div>
  );
}

function Telling({ proposal, onDone }: Properties) {
  const { tellProgress: label, howFar, whatToTell, isDone, goesOn, told } = choiceWords.value;
  const percent = useSignal(String(proposal.progress));
  const text = useSignal("");
  const fault = useSignal("");
  const tell = async (state: "in_progress" | "done", event?: Event) => {
    event?.preventDefault();
    fault.value = "";
    try {
      const number = state === "done" ? 100 : Math.min(100, Number(percent.value) || 0);
      await tellProgress(proposal, state, number, text.value);
      text.value = "";
      say(told);
      await onDone();
    } catch (problem) {
      fault.value = sayWhy(problem);
    }
  };
  return (
    <details>
      <summary>{label}</summary>
      <Fault text={fault.value} />
      <form onSubmit={(event) => void tell("in_progress", event)}>
        <Field
          id={`far-${proposal.id}`}
          label={howFar}
          value={percent.value}
          clean={digits}
          onValue={(value) => (percent.value = value)}
          input={{ inputMode: "numeric", maxLength: 3 }}
        />
        <Field
          id={`told-${proposal.id}`}
          label={whatToTell}
          value={text.value}
          onValue={(value) => (text.value = value)}
          input={{ maxLength: 500 }}
        />
        <button type="submit" class="button">
          {goesOn}
        </button>
        <button type="button" class="button plain" onClick={() => void tell("done")}>
          {isDone}
        </button>
      </form>
    </details>
  );
}
