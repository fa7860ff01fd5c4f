/** Communities that nobody has verified: whoever is known behind them lets what they accept count as attested. */
import { useSignal } from "@preact/signals";
import { doubt, type School, unverified, verify } from "../../nouns/operators";
import { Outcome, Trouble, useAsked } from "../../parts/asked";
import { Field } from "../../parts/field";
import { day } from "../../parts/time";
import { say } from "../../parts/toast";
import { operateWords } from "../../words/operate";
import { Frame } from "./frame";

export default function Schools() {
  const w = operateWords.value;
  const asked = useAsked(unverified);
  const fault = useSignal<unknown>(null);
  const id = useSignal("");
  const know = async (school: string) => {
    fault.value = null;
    try {
      const { name } = await verify(school);
      say(w.verified(name), () => void doubt(school).then(asked.again));
      id.value = "";
      await asked.again();
    } catch (problem) {
      fault.value = problem;
    }
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void know(id.value.trim());
  };
  return (
    <Frame at="schools">
      <div class="one-column">
        <p class="quiet">{w.schoolsLead}</p>
        {fault.value !== null && <Trouble fault={fault.value} />}
        <Outcome asked={asked}>
          {({ first, waiting }) => (
            <>
              <p role="status">{w.toVerify(waiting)}</p>
              <ul class="cards">
                {first.map((one) => (
                  <One key={one.id} school={one} onKnown={() => know(one.id)} />
                ))}
              </ul>
              <form onSubmit={submit}>
                <Field
                  id="secret"
                  label={w.secretOne}
                  hint={w.secretHint}
                  value={id.value}
                  onValue={(value) => (id.value = value)}
                  input={{ autocomplete: "off", spellcheck: false }}
                />
                <button type="submit" class="button plain" disabled={!id.value.trim()}>
                  {w.verify}
                </button>
              </form>
            </>
          )}
        </Outcome>
      </div>
    </Frame>
  );
}

function One({ school, onKnown }: { school: School; onKnown: () => Promise<void> }) {
  const w = operateWords.value;
  const isSure = useSignal(false);
  const { name, kind, members, created_at } = school;
  return (
    <li class="card access">
      <strong dir="auto">{name}</strong>
      <span class="when">
        {w.communityKinds[kind]} · {members === null ? w.fewMembers : w.members(members)} · {day(created_at)}
      </span>
      {isSure.value ? (
        <div class="acts-line">
          <span>{w.doYouKnow}</span>
          <button type="button" class="button" onClick={() => void onKnown()}>
            {w.iKnow}
          </button>
          <button type="button" class="button plain" onClick={() => (isSure.value = false)}>
            {w.notYet}
          </button>
        </div>
      ) : (
        <button type="button" class="link" onClick={() => (isSure.value = true)}>
          {w.verify}
        </button>
      )}
    </li>
  );
}
