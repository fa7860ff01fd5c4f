/** What is decided of one matter of the inbox. A decision that somebody reads says why. */
import { useSignal } from "@preact/signals";
import { answerAppeal, changeMember, decideFlag, type Flag, type Hiding, type Member } from "../../nouns/teams";
import { Trouble } from "../../parts/asked";
import { choose } from "../../parts/desk";
import { Field } from "../../parts/field";
import { at, day } from "../../parts/time";
import { say } from "../../parts/toast";
import { manageWords } from "../../words/manage";
import { Reported } from "./reported";

type Done = () => Promise<void>;

/** Act once; say what was done; what stands in the way is shown, and nothing typed is lost. */
function useAct(onDone: Done) {
  const fault = useSignal<unknown>(null);
  const isBusy = useSignal(false);
  const act = async (deed: () => Promise<unknown>, done: string) => {
    isBusy.value = true;
    fault.value = null;
    try {
      await deed();
      say(done);
      await onDone();
      choose(null);
    } catch (problem) {
      fault.value = problem;
    }
    isBusy.value = false;
  };
  return { fault, isBusy, act };
}

export function Request({ member, onDone }: { member: Member; onDone: Done }) {
  const { asksToJoin, accept, refuse, accepted, refused, requestEnds, nobody } = manageWords.value;
  const { fault, isBusy, act } = useAct(onDone);
  const move = (state: "active" | "refused", done: string) => void act(() => changeMember(member, { state }), done);
  return (
    <>
      <h2 dir="auto">{asksToJoin(member.user.display_name ?? nobody)}</h2>
      {member.reason && <blockquote dir="auto">{member.reason}</blockquote>}
      {member.expires_at && <p class="quiet">{requestEnds(day(member.expires_at))}</p>}
      {fault.value !== null && <Trouble fault={fault.value} />}
      <div class="acts-line">
        <button type="button" class="button" disabled={isBusy.value} onClick={() => move("active", accepted)}>
          {accept}
        </button>
        <button type="button" class="button plain" disabled={isBusy.value} onClick={() => move("refused", refused)}>
          {refuse}
        </button>
      </div>
    </>
  );
}

export function Report({ flag, onDone }: { flag: Flag; onDone: Done }) {
  const { reported, targets, reasons, hide, leaveIt, whyFlag, hidden, left, saidToAuthor } = manageWords.value;
  const { fault, isBusy, act } = useAct(onDone);
  const reason = useSignal("");
  const decide = (decision: "hide" | "dismiss", done: string) =>
    void act(() => decideFlag(flag.id, decision, reason.value), done);
  const { type } = flag.target;
  return (
    <>
      <h2>{reported(targets[type] ?? "")}</h2>
      <p class="quiet">
        {reasons[flag.reason]} · {at(flag.created_at)}
      </p>
      {flag.text && <blockquote dir="auto">{flag.text}</blockquote>}
      <Reported target={flag.target} />
      {fault.value !== null && <Trouble fault={fault.value} />}
      <form onSubmit={(event) => event.preventDefault()}>
        <Field
          id="why"
          label={whyFlag}
          hint={saidToAuthor}
          value={reason.value}
          onValue={(v) => (reason.value = v)}
          long
        />
        <div class="acts-line">
          <button
            type="button"
            class="button"
            disabled={isBusy.value || !reason.value.trim()}
            onClick={() => decide("hide", hidden)}
          >
            {hide}
          </button>
          <button
            type="button"
            class="button plain"
            disabled={isBusy.value || !reason.value.trim()}
            onClick={() => decide("dismiss", left)}
          >
            {leaveIt}
          </button>
        </div>
      </form>
    </>
  );
}

export function Appeal({ hiding, onDone }: { hiding: Hiding; onDone: Done }) {
  const { appeals, targets, wasHidden, keepHidden, showAgain, yourAnswer, saidToAuthor, left, shownAgain } =
    manageWords.value;
  const { fault, isBusy, act } = useAct(onDone);
  const answer = useSignal("");
  const decide = (decision: "keep" | "lift", done: string) =>
    void act(() => answerAppeal(hiding.id, decision, answer.value), done);
  const isMute = isBusy.value || !answer.value.trim();
  return (
    <>
      <h2>{appeals(targets[hiding.target.type] ?? "")}</h2>
      <p class="quiet">{wasHidden(day(hiding.hidden_at))}</p>
      <blockquote dir="auto">{hiding.reason}</blockquote>
      <blockquote dir="auto">{hiding.appeal}</blockquote>
      {fault.value !== null && <Trouble fault={fault.value} />}
      <form onSubmit={(event) => event.preventDefault()}>
        <Field
          id="answer"
          label={yourAnswer}
          hint={saidToAuthor}
          value={answer.value}
          onValue={(v) => (answer.value = v)}
          long
        />
        <div class="acts-line">
          <button type="button" class="button" disabled={isMute} onClick={() => decide("lift", shownAgain)}>
            {showAgain}
          </button>
          <button type="button" class="button plain" disabled={isMute} onClick={() => decide("keep", left)}>
            {keepHidden}
          </button>
        </div>
      </form>
    </>
  );
}
