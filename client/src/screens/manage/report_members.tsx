/** Mailing the link to a report to members of its community: their addresses are not shown. */
import { useSignal } from "@preact/signals";
import { words } from "../../core/i18n";
import { mail } from "../../nouns/grants";
import { members } from "../../nouns/teams";
import { Outcome, Trouble, useAsked } from "../../parts/asked";
import { say } from "../../parts/toast";
import { reportWords } from "../../words/reports";
import { sharingWords } from "../../words/sharing";

const MOST = 20;

export function ToMembers({ id, community }: { id: string; community: string }) {
  const w = reportWords.value;
  const { mailed, mailedBefore } = sharingWords.value;
  const asked = useAsked(() => members(community, "state=active"), [community]);
  const chosen = useSignal<string[]>([]);
  const fault = useSignal<unknown>(null);
  const flip = (one: string) => {
    chosen.value = chosen.value.includes(one) ? chosen.value.filter((other) => other !== one) : [...chosen.value, one];
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    fault.value = null;
    try {
      const { accepted, skipped } = await mail(id, [], "", chosen.value);
      chosen.value = [];
      say([accepted ? mailed(accepted) : "", skipped ? mailedBefore(skipped) : ""].filter(Boolean).join(" "));
    } catch (problem) {
      fault.value = problem;
    }
  };
  return (
    <details>
      <summary>{w.toMembers}</summary>
      <form onSubmit={(event) => void submit(event)}>
        <p class="hint">{w.toMembersLead}</p>
        <Outcome asked={asked}>
          {(all) => (
            <>
              {all.map(({ user }) => (
                <label key={user.id} class="tick">
                  <input
                    type="checkbox"
                    checked={chosen.value.includes(user.id)}
                    disabled={chosen.value.length >= MOST && !chosen.value.includes(user.id)}
                    onChange={() => flip(user.id)}
                  />{" "}
                  <span dir="auto">{user.display_name}</span>
                </label>
              ))}
            </>
          )}
        </Outcome>
        {fault.value !== null && <Trouble fault={fault.value} />}
        <button type="submit" class="button plain" disabled={!chosen.value.length}>
          {words.value.send}
        </button>
      </form>
    </details>
  );
}
