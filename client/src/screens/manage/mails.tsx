/** Mailing an invitation: addresses are pasted as they come, and counted before they are written to. */
import { useSignal } from "@preact/signals";
import { addressesIn, type Invitation, mail } from "../../nouns/invitations";
import { Trouble } from "../../parts/asked";
import { Field } from "../../parts/field";
import { say } from "../../parts/toast";
import { manageWords } from "../../words/manage";

export function Mails({ invitation, onSent }: { invitation: Invitation; onSent: () => Promise<void> }) {
  const w = manageWords.value;
  const text = useSignal("");
  const message = useSignal("");
  const fault = useSignal<unknown>(null);
  const isBusy = useSignal(false);
  const emails = addressesIn(text.value);
  const submit = async (event?: Event) => {
    event?.preventDefault();
    if (isBusy.value || !emails.length) return;
    isBusy.value = true;
    fault.value = null;
    try {
      const { mailed, skipped } = await mail(invitation, emails, message.value);
      say(w.mailsSent(mailed, skipped));
      text.value = "";
      await onSent();
    } catch (problem) {
      fault.value = problem;
    }
    isBusy.value = false;
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Field
        id={`mails-${invitation.id}`}
        label={w.addresses}
        hint={w.addressesHint}
        value={text.value}
        onValue={(value) => (text.value = value)}
        long
      />
      <p class="quiet" role="status">
        {text.value && w.addressesFound(emails.length, emails.slice(0, 3).join(", "))}
      </p>
      <Field
        id={`word-${invitation.id}`}
        label={w.wordInMail}
        value={message.value}
        onValue={(value) => (message.value = value)}
        input={{ maxLength: 1000 }}
      />
      {fault.value !== null && <Trouble fault={fault.value} again={() => void submit()} />}
      <button type="submit" class="button" disabled={isBusy.value || !emails.length}>
        {w.sendMails(emails.length)}
      </button>
    </form>
  );
}
