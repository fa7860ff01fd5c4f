/** One member: the role, the tags, a way in without a mailbox, and sending away. */
import { useSignal } from "@preact/signals";
import { type Community, changeMember, isManaged, type Member, type Role, tagsIn } from "../../nouns/teams";
import { Trouble } from "../../parts/asked";
import { choose } from "../../parts/desk";
import { Field } from "../../parts/field";
import { day } from "../../parts/time";
import { say } from "../../parts/toast";
import { manageWords } from "../../words/manage";
import { Pass } from "./pass";

interface Properties {
  member: Member;
  community: Community;
  onDone: () => Promise<void>;
}
const ROLES: Role[] = ["member", "facilitator", "manager"];

export function One({ member, community, onDone }: Properties) {
  const w = manageWords.value;
  const fault = useSignal<unknown>(null);
  const tags = useSignal((member.tags ?? []).join(", "));
  const isSure = useSignal(false);
  const change = async (members: Parameters<typeof changeMember>[1], done: string) => {
    fault.value = null;
    try {
      await changeMember(member, members);
      say(done);
      if (members.state) choose(null);
      await onDone();
    } catch (problem) {
      fault.value = problem;
    }
  };
  const tag = (event: Event) => {
    event.preventDefault();
    void change({ tags: tagsIn(tags.value) }, w.tagged);
  };
  const leads = isManaged(community);
  return (
    <>
      <h2 dir="auto">{member.user.display_name ?? w.nobody}</h2>
      <p class="quiet">
        {w.roles[member.role]}
        {member.joined_at && <> · {w.hereSince(day(member.joined_at))}</>}
      </p>
      {fault.value !== null && (
        <Trouble fault={fault.value} again={() => void onDone().then(() => (fault.value = null))} />
      )}
      <form onSubmit={tag}>
        <Field id="tags" label={w.tags} hint={w.tagsHint} value={tags.value} onValue={(v) => (tags.value = v)} />
        <button type="submit" class="button plain">
          {w.keepTags}
        </button>
      </form>
      {leads && (
        <fieldset>
          <legend>{w.role}</legend>
          <div class="chips">
            {ROLES.map((one) => (
              <button
                key={one}
                type="button"
                aria-pressed={member.role === one}
                onClick={() => member.role !== one && void change({ role: one }, w.roleGiven(w.roles[one]))}
              >
                {w.roles[one]}
              </button>
            ))}
          </div>
          <p class="hint">{w.roleHint}</p>
        </fieldset>
      )}
      {leads && community.kind === "school" && community.verified_at && member.role === "member" && (
        <Pass member={member} />
      )}
      {isSure.value ? (
        <div class="versions" role="status">
          <p>{w.reallySendAway(member.user.display_name ?? w.nobody)}</p>
          <div class="acts-line">
            <button type="button" class="button" onClick={() => void change({ state: "removed" }, w.sentAway)}>
              {w.sendAway}
            </button>
            <button type="button" class="button plain" onClick={() => (isSure.value = false)}>
              {w.keepThem}
            </button>
          </div>
        </div>
      ) : (
        <p>
          <button type="button" class="link" onClick={() => (isSure.value = true)}>
            {w.sendAway}
          </button>
        </p>
      )}
    </>
  );
}
