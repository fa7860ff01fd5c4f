/** An idea becomes an action: who carries it, and until when. */
import { useSignal } from "@preact/signals";
import { type Proposal, select } from "../../nouns/proposals";
import { members } from "../../nouns/teams";
import { Trouble, useAsked } from "../../parts/asked";
import { Field } from "../../parts/field";
import { Select } from "../../parts/select";
import { say } from "../../parts/toast";
import { leadWords } from "../../words/lead";
import { manageWords } from "../../words/manage";

interface Properties {
  idea: Proposal;
  community: string;
  onDone: () => Promise<void>;
}

export function Selection({ idea, community, onDone }: Properties) {
  const w = leadWords.value;
  const { owner, due_on } = idea;
  const member = useSignal(owner?.user?.id ?? "");
  const name = useSignal(owner?.name ?? "");
  const due = useSignal(due_on ?? "");
  const fault = useSignal<unknown>(null);
  const people = useAsked(() => members(community, "state=active"), [community]);
  const save = async (event: Event) => {
    event.preventDefault();
    fault.value = null;
    try {
      const carrier = member.value ? { user_id: member.value } : { name: name.value.trim() };
      await select(idea, carrier, due.value || null);
      say(w.chosenNow);
      await onDone();
    } catch (problem) {
      fault.value = problem;
    }
  };
  return (
    <details open={Boolean(owner)}>
      <summary>{owner ? w.changeOwner : w.makeAction}</summary>
      <form onSubmit={(event) => void save(event)}>
        {fault.value !== null && <Trouble fault={fault.value} />}
        <Select
          id="carrier"
          label={w.carrier}
          hint={w.carrierHint}
          value={member.value}
          none={w.someoneElse}
          options={(people.value.value ?? []).map(
            ({ user }) => [user.id, user.display_name ?? manageWords.value.nobody] as const,
          )}
          onValue={(value) => (member.value = value)}
        />
        {!member.value && (
          <Field
            id="carrier-name"
            label={w.carrierName}
            value={name.value}
            onValue={(text) => (name.value = text)}
            input={{ maxLength: 120 }}
          />
        )}
        <Field
          id="due-on"
          label={w.dueOn}
          value={due.value}
          onValue={(text) => (due.value = text)}
          input={{ type: "date" }}
        />
        <button type="submit" class="button" disabled={!member.value && !name.value.trim()}>
          {owner ? w.keepOwner : w.makeAction}
        </button>
      </form>
    </details>
  );
}
