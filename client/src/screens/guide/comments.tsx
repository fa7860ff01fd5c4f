/** What I say of it, in the open: the person reads each word. What is being written is in memory alone. */
import { useSignal } from "@preact/signals";
import { type Beneficiary, comment, comments, type Given, takeBack } from "../../nouns/beneficiaries";
import { Outcome, Trouble, useAsked } from "../../parts/asked";
import { Field } from "../../parts/field";
import { at } from "../../parts/time";
import { say } from "../../parts/toast";
import { guideWords } from "../../words/guide";

/** Of this tab: words about somebody are not left in the database of an office's computer. */
const drafts = new Map<string, string>();

export function Comments({ person, given }: { person: Beneficiary; given: Given }) {
  const w = guideWords.value;
  const asked = useAsked(() => comments(person.id, given), [given.id]);
  const text = useSignal(drafts.get(given.id) ?? "");
  const fault = useSignal<unknown>(null);
  const isBusy = useSignal(false);
  const name = person.display_name ?? w.noName;
  const write = (value: string) => {
    text.value = value;
    drafts.set(given.id, value);
  };
  const submit = async (event?: Event) => {
    event?.preventDefault();
    if (!text.value.trim() || isBusy.value) return;
    isBusy.value = true;
    fault.value = null;
    try {
      await comment(person.id, given, text.value.trim());
      write("");
      say(w.commented(name));
      await asked.again();
    } catch (problem) {
      fault.value = problem;
    }
    isBusy.value = false;
  };
  const remove = async (id: string) => {
    fault.value = null;
    await takeBack(id).catch((problem) => (fault.value = problem));
    await asked.again();
  };
  return (
    <section class="comments">
      <h3>{w.yourComments}</h3>
      <Outcome asked={asked}>
        {(all) => (
          <ul class="cards">
            {all.map(({ id, text, created_at }) => (
              <li key={id} class="card access">
                <span dir="auto">{text}</span>
                <span class="when">{at(created_at)}</span>
                <button type="button" class="link" onClick={() => void remove(id)}>
                  {w.takeBack}
                </button>
              </li>
            ))}
          </ul>
        )}
      </Outcome>
      <form onSubmit={(event) => void submit(event)}>
        <Field id="comment" label={w.comment} hint={w.commentHint(name)} value={text.value} onValue={write} long />
        {fault.value !== null && <Trouble fault={fault.value} again={() => void submit()} />}
        <button type="submit" class="button" disabled={isBusy.value || !text.value.trim()}>
          {w.say}
        </button>
      </form>
    </section>
  );
}
