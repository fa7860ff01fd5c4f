/** A new invitation: as what, until when, and whether somebody has to accept. */
import { useSignal } from "@preact/signals";
import { invite } from "../../nouns/invitations";
import { type Community, isManaged, type Role, tagsIn } from "../../nouns/teams";
import { Trouble } from "../../parts/asked";
import { Field } from "../../parts/field";
import { say } from "../../parts/toast";
import { manageWords } from "../../words/manage";

const DAYS = [7, 30, 0] as const; // 0: without an end
const ROLES: Role[] = ["member", "facilitator", "manager"];

export function Make({ community, onMade }: { community: Community; onMade: () => Promise<void> }) {
  const w = manageWords.value;
  const role = useSignal<Role>("member");
  const days = useSignal<number>(30);
  const isAsked = useSignal(false);
  const tags = useSignal("");
  const fault = useSignal<unknown>(null);
  const submit = async (event?: Event) => {
    event?.preventDefault();
    fault.value = null;
    const ends_at = days.value ? new Date(Date.now() + days.value * 86_400_000).toISOString() : null;
    try {
      const body = { role: role.value, needs_approval: isAsked.value, ends_at, tags: tagsIn(tags.value) };
      await invite(community.id, body);
      say(w.invitationMade);
      await onMade();
    } catch (problem) {
      fault.value = problem;
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      {isManaged(community) && (
        <div class="chips">
          {ROLES.map((one) => (
            <button key={one} type="button" aria-pressed={role.value === one} onClick={() => (role.value = one)}>
              {w.roles[one]}
            </button>
          ))}
        </div>
      )}
      <div class="acts-line">
        <div class="chips">
          {DAYS.map((one) => (
            <button key={one} type="button" aria-pressed={days.value === one} onClick={() => (days.value = one)}>
              {w.forDays(one)}
            </button>
          ))}
        </div>
      </div>
      <label class="tick">
        <input type="checkbox" checked={isAsked.value} onChange={() => (isAsked.value = !isAsked.value)} />{" "}
        {w.needsApproval}
      </label>
      <Field id="tags" label={w.tags} hint={w.invitedTags} value={tags.value} onValue={(text) => (tags.value = text)} />
      {fault.value !== null && <Trouble fault={fault.value} again={() => void submit()} />}
      <button type="submit" class="button">
        {w.makeInvitation}
      </button>
    </form>
  );
}
