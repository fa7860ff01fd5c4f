/** Mailing a link: to whom, with a few words. They stay here until they have left. */
import { useSignal } from "@preact/signals";
import { words } from "../core/i18n";
import { Offline } from "../core/refusals";
import { mail } from "../nouns/grants";
import { useDraft } from "../parts/draft";
import { Field } from "../parts/field";
import { Icon } from "../parts/icon";
import { say } from "../parts/toast";
import { DraftOf } from "../parts/typing";
import { sharingWords } from "../words/sharing";

export function ByMail({ id }: { id: string }) {
  const { send, needsNetwork } = words.value;
  const { byMail, addresses, addressesLead, fewWords, mailed, mailedBefore } = sharingWords.value;
  const [letter, change, keeper] = useDraft(`mail:${id}`, { emails: "", message: "" });
  const fault = useSignal("");
  const submit = async (event: Event) => {
    event.preventDefault();
    fault.value = "";
    try {
      const emails = letter.emails.split(/[\s,;]+/).filter(Boolean);
      const { accepted, skipped } = await mail(id, emails, letter.message);
      change();
      say([accepted ? mailed(accepted) : "", skipped ? mailedBefore(skipped) : ""].filter(Boolean).join(" "));
    } catch (problem) {
      fault.value = problem instanceof Offline ? needsNetwork : (problem as Error).message;
    }
  };
  return (
    <details>
      <summary>
        <Icon name="mail" /> {byMail}
      </summary>
      <DraftOf.Provider value={keeper}>
        <form onSubmit={submit}>
          <Field
            id="emails"
            label={addresses}
            hint={addressesLead}
            fault={fault.value || undefined}
            value={letter.emails}
            onValue={(emails) => change({ emails })}
            input={{ type: "text", inputMode: "email", autocomplete: "off", autocapitalize: "none", required: true }}
          />
          <Field
            id="message"
            label={fewWords}
            value={letter.message}
            onValue={(message) => change({ message })}
            input={{ maxLength: 1000 }}
            long
          />
          <button type="submit" class="button plain">
            {send}
          </button>
        </form>
      </DraftOf.Provider>
    </details>
  );
}
