/** Asking somebody to confirm a talent. What is typed is kept; sent without network, it leaves later. */
import { useSignal } from "@preact/signals";
import { words } from "../core/i18n";
import { Offline, Refused } from "../core/refusals";
import { things } from "../core/store";
import { draftName, NOTHING, sendAsk } from "../nouns/endorsements";
import { nameOf } from "../nouns/experiences";
import { evidenceOf, talent as find, nameOfSkill } from "../nouns/talents";
import { useDraft } from "../parts/draft";
import { Fault } from "../parts/fault";
import { Field } from "../parts/field";
import { sayWhy } from "../parts/look";
import { say } from "../parts/toast";
import { DraftOf } from "../parts/typing";
import { go } from "../router";
import { run } from "../sync/runs";
import { talentWords } from "../words/talents";
import Unknown from "./unknown";
import "./talents.css";

type Faults = { pointer: string; message: string }[];

export default function AskScreen({ id }: { id: string }) {
  const { askTitle, askLead, askName, askEmail, askMessage, askEvidence, askSent, askWaits } = talentWords.value;
  const one = find(id);
  const [ask, change, keeper] = useDraft(draftName(id), NOTHING);
  const fault = useSignal("");
  const faults = useSignal<Faults>([]);
  if (!one?.local) return things("talent").length ? <Unknown /> : null;
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await sendAsk(id, ask);
      await run();
      go(`/talents/${id}`, { replace: true });
      say(askSent);
    } catch (problem) {
      if (problem instanceof Offline) {
        go(`/talents/${id}`, { replace: true });
        say(askWaits(ask.name));
        return;
      }
      const errors = problem instanceof Refused ? (problem.problem as { errors?: Faults }).errors : undefined;
      faults.value = errors ?? [];
      fault.value = errors?.length ? "" : sayWhy(problem);
    }
  };
  const faultOf = (name: string) => faults.value.find(({ pointer }) => pointer.endsWith(`/${name}`))?.message;
  const tick = (moment: string) =>
    change({
      evidence: ask.evidence.includes(moment)
        ? ask.evidence.filter((each) => each !== moment)
        : [...ask.evidence, moment],
    });
  return (
    <DraftOf.Provider value={keeper}>
      <form onSubmit={submit}>
        <p class="when" dir="auto">
          {nameOfSkill(one.local.skill, words.value.tag)}
        </p>
        <h1>{askTitle}</h1>
        <p>{askLead}</p>
        <Field
          id="name"
          label={askName}
          fault={faultOf("name")}
          value={ask.name}
          onValue={(name) => change({ name })}
          input={{ required: true, maxLength: 200 }}
        />
        <Field
          id="ask-email"
          label={askEmail}
          fault={faultOf("email")}
          value={ask.email}
          onValue={(email) => change({ email })}
          input={{ type: "email", required: true, maxLength: 254, autocomplete: "off" }}
        />
        <Field
          id="message"
          label={askMessage}
          fault={faultOf("message")}
          value={ask.message}
          onValue={(message) => change({ message })}
          long
        />
        {evidenceOf(one).length > 0 && (
          <fieldset>
            <legend>{askEvidence}</legend>
            {evidenceOf(one).map((moment) => (
              <label key={moment.id} class="tick" dir="auto">
                <input type="checkbox" checked={ask.evidence.includes(moment.id)} onChange={() => tick(moment.id)} />
                {nameOf(moment, words.value.untitled)}
              </label>
            ))}
          </fieldset>
        )}
        <Fault text={fault.value} />
        <button type="submit" class="button">
          {words.value.send}
        </button>
      </form>
    </DraftOf.Provider>
  );
}
