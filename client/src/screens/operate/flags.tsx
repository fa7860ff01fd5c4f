/** What was reported outside of communities, and appeals that nobody else can answer. */
import { useSignal } from "@preact/signals";
import { answer, dismiss, type Flags, flags } from "../../nouns/operators";
import { Outcome, Trouble, useAsked } from "../../parts/asked";
import { choose, chosen, Desk, Row } from "../../parts/desk";
import { Field } from "../../parts/field";
import { KeyHelp, useKeys } from "../../parts/keys";
import { ago } from "../../parts/time";
import { say } from "../../parts/toast";
import { operateWords } from "../../words/operate";
import { Frame } from "./frame";

type Waiting = Flags["waiting"][number];
type Appeal = Flags["appeals"][number];

export default function FlagsScreen() {
  const { noFlag, openOne, waits } = operateWords.value;
  const asked = useAsked(flags);
  useKeys();
  return (
    <Frame at="flags">
      <Outcome asked={asked}>
        {(found) => {
          const flag = found.waiting.find(({ id }) => id === chosen());
          const appeal = found.appeals.find(({ id }) => id === chosen());
          return (
            <>
              <Figures found={found} />
              {found.waiting.length + found.appeals.length === 0 ? (
                <p class="quiet">{noFlag}</p>
              ) : (
                <Desk open={flag || appeal ? chosen() : null} name={waits} list={<List found={found} />}>
                  {flag && <Decide key={flag.id} flag={flag} onDone={asked.again} />}
                  {appeal && <Decide key={appeal.id} appeal={appeal} onDone={asked.again} />}
                  {!flag && !appeal && <p class="quiet pick">{openOne}</p>}
                </Desk>
              )}
            </>
          );
        }}
      </Outcome>
      <KeyHelp />
    </Frame>
  );
}

function Figures({ found }: { found: Flags }) {
  const { flagFigures } = operateWords.value;
  const names = ["reported", "open", "hidden", "dismissed", "median_hours", "appealed", "lifted"] as const;
  return (
    <dl class="figures">
      {names.map((name) => (
        <div key={name}>
          <dt>{flagFigures[name]}</dt>
          <dd>{found[name] ?? "–"}</dd>
        </div>
      ))}
    </dl>
  );
}

function List({ found }: { found: Flags }) {
  const { reported, appealed, targets } = operateWords.value;
  return (
    <ul>
      {found.waiting.map(({ id, target, created_at }) => (
        <li key={id}>
          <Row id={id}>
            <strong>{reported(targets[target.type] ?? target.type)}</strong>
            <small>{ago(created_at)}</small>
          </Row>
        </li>
      ))}
      {found.appeals.map(({ id, target, appealed_at }) => (
        <li key={id}>
          <Row id={id}>
            <strong>{appealed(targets[target.type] ?? target.type)}</strong>
            <small>{ago(appealed_at)}</small>
          </Row>
        </li>
      ))}
    </ul>
  );
}

function Decide({ flag, appeal, onDone }: { flag?: Waiting; appeal?: Appeal; onDone: () => Promise<void> }) {
  const w = operateWords.value;
  const reason = useSignal("");
  const fault = useSignal<unknown>(null);
  const target = (flag ?? appeal)!.target;
  const act = async (deed: () => Promise<unknown>) => {
    fault.value = null;
    try {
      await deed();
      say(w.decided);
      choose(null);
      await onDone();
    } catch (problem) {
      fault.value = problem;
    }
  };
  const isMute = !reason.value.trim();
  return (
    <>
      <h2>{(flag ? w.reported : w.appealed)(w.targets[target.type] ?? target.type)}</h2>
      <p class="address">{target.id}</p>
      {flag && <p class="quiet">{w.reasons[flag.reason] ?? flag.reason}</p>}
      {flag && <p>{w.flagLead}</p>}
      {appeal && <blockquote dir="auto">{appeal.reason}</blockquote>}
      {appeal && <blockquote dir="auto">{appeal.appeal}</blockquote>}
      {fault.value !== null && <Trouble fault={fault.value} />}
      <form onSubmit={(event) => event.preventDefault()}>
        <Field
          id="reason"
          label={w.why}
          hint={w.whyHint}
          value={reason.value}
          onValue={(v) => (reason.value = v)}
          long
        />
        <div class="acts-line">
          {flag && (
            <button
              type="button"
              class="button"
              disabled={isMute}
              onClick={() => void act(() => dismiss(flag.id, reason.value))}
            >
              {w.leaveIt}
            </button>
          )}
          {appeal &&
            (["lift", "keep"] as const).map((decision) => (
              <button
                key={decision}
                type="button"
                class={`button ${decision === "keep" ? "plain" : ""}`}
                disabled={isMute}
                onClick={() => void act(() => answer(appeal.id, decision, reason.value))}
              >
                {w.decisions[decision]}
              </button>
            ))}
        </div>
      </form>
    </>
  );
}
