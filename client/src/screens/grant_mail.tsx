/** Mailing a link: to whom, with a few words. They stay here until they have left. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { draft, keepDraft } from "../core/drafts";
import { words } from "../core/i18n";
import { Offline } from "../core/session";
import { mail } from "../nouns/grants";
import { Field } from "../parts/field";
import { Icon } from "../parts/icon";
import { say } from "../parts/toast";
import { sharingWords } from "../words/sharing";

interface Letter {
  emails: string;
  message: string;
}

export function ByMail({ id }: { id: string }) {
  const { send, needsNetwork } = words.value;
  const { byMail, addresses, addressesLead, fewWords, mailed, mailedBefore } = sharingWords.value;
  const letter = useSignal<Letter>({ emails: "", message: "" });
  const fault = useSignal("");
  const name = `mail:${id}`;
  useEffect(() => {
    void draft<Letter>(name).then((kept) => {
      if (kept) letter.value = kept;
    });
  }, [name]);
  const write = (members: Partial<Letter>) => {
    letter.value = { ...letter.value, ...members };
    void keepDraft(name, letter.value);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    fault.value = "";
    try {
      const emails = letter.value.emails.split(/[\s,;]+/).filter(Boolean);
      const { accepted, skipped } = await mail(id, emails, letter.value.message);
      letter.value = { emails: "", message: "" };
      await keepDraft(name, undefined);
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
      <form onSubmit={submit}>
        <Field
          id="emails"
          label={addresses}
          hint={addressesLead}
          fault={fault.value || undefined}
          value={letter.value.emails}
          onValue={(emails) => write({ emails })}
          input={{ type: "text", inputMode: "email", autocomplete: "off", autocapitalize: "none", required: true }}
        />
        <Field
          id="message"
          label={fewWords}
          value={letter.value.message}
          onValue={(message) => write({ message })}
          input={{ maxLength: 1000 }}
          long
        />
        <button type="submit" class="button plain">
          {send}
        </button>
      </form>
    </details>
  );
}
