/** A new invitation: as what, until when, and whether somebody has to accept. */
import { useSignal } from "@preact/signals";
import { invite } from "../../nouns/invitations";
import { type Community, isManaged, type Role } from "../../nouns/teams";
import { Trouble } from "../../parts/asked";
import { say } from "../../parts/toast";
import { manageWords } from "../../words/manage";

const DAYS = [7, 30, 0] as const; // 0: without an end
const ROLES: Role[] = ["member", "facilitator", "manager"];

export function Make({ community, onMade }: { community: Community; onMade: () => Promise<void> }) {
  const w = manageWords.value;
  const role = useSignal<Role>("member");
  const days = useSignal<number>(30);
  const isAsked = useSignal(false);
  const fault = useSignal<unknown>(null);
  const submit = async (event?: Event) => {
    event?.preventDefault();
    fault.value = null;
    const ends_at = days.value ? new Date(Date.now() + days.value * 86_400_000).toISOString() : null;
    try {
      await invite(community.id, { role: role.value, needs_approval: isAsked.value, ends_at });
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
      {fault.value !== null && <Trouble fault={fault.value} again={() => void submit()} />}
      <button type="submit" class="button">
        {w.makeInvitation}
      </button>
    </form>
  );
}
