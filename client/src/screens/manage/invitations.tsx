/** Inviting: on a wall by QR, by a code that is said, by mail to those whose addresses are pasted. */
import { useSignal } from "@preact/signals";
import { type Invitation, invitations, picture, revoke } from "../../nouns/invitations";
import type { Community } from "../../nouns/teams";
import { Outcome, Trouble, useAsked } from "../../parts/asked";
import { Full } from "../../parts/full";
import { Picture } from "../../parts/svg";
import { day } from "../../parts/time";
import { say } from "../../parts/toast";
import { BASE } from "../../router";
import { manageWords } from "../../words/manage";
import { Make } from "./invite";
import { Mails } from "./mails";

export function Invitations({ community }: { community: Community }) {
  const { inviteThem, noInvitation, activeInvitations } = manageWords.value;
  const asked = useAsked(() => invitations(community.id), [community.id]);
  return (
    <>
      <h2>{inviteThem}</h2>
      <Make community={community} onMade={asked.again} />
      <h2>{activeInvitations}</h2>
      <Outcome asked={asked}>
        {(all) => (
          <>
            {all.length === 0 && <p class="quiet">{noInvitation}</p>}
            <ul class="cards">
              {all.map((one) => (
                <One key={one.id} invitation={one} name={community.name} onDone={asked.again} />
              ))}
            </ul>
          </>
        )}
      </Outcome>
    </>
  );
}

function One({ invitation, name, onDone }: { invitation: Invitation; name: string; onDone: () => Promise<void> }) {
  const w = manageWords.value;
  const svg = useSignal<Blob | null>(null);
  const fault = useSignal<unknown>(null);
  const attempt = (act: () => Promise<unknown>) => {
    fault.value = null;
    void act().catch((problem) => (fault.value = problem));
  };
  const { code, url, role, uses, mailed, ends_at, needs_approval } = invitation;
  const facts = [
    w.roles[role],
    needs_approval && w.withApproval,
    w.used(uses),
    mailed > 0 && w.mailedTo(mailed),
    ends_at ? w.until(day(ends_at)) : w.noEnd,
  ];
  return (
    <li class="card access">
      <strong class="address">{code}</strong>
      <span class="when">{facts.filter(Boolean).join(" · ")}</span>
      {fault.value !== null && <Trouble fault={fault.value} />}
      <div class="acts-line">
        <button
          type="button"
          class="button"
          onClick={() => attempt(async () => (svg.value = await picture(invitation)))}
        >
          {w.onTheWall}
        </button>
        <button
          type="button"
          class="link"
          onClick={() => attempt(() => navigator.clipboard.writeText(url).then(() => say(w.linkCopied)))}
        >
          {w.copyLink}
        </button>
        <button
          type="button"
          class="link"
          onClick={() =>
            attempt(() =>
              revoke(invitation)
                .then(() => say(w.revoked))
                .then(onDone),
            )
          }
        >
          {w.revoke}
        </button>
      </div>
      <details>
        <summary>{w.byMail}</summary>
        <Mails invitation={invitation} onSent={onDone} />
      </details>
      {svg.value && (
        <Full title={name} onClose={() => (svg.value = null)}>
          <Picture svg={svg.value} alt={w.scanToJoin} size={480} />
          <p>{w.scanToJoin}</p>
          <p class="code">{code}</p>
          <p class="address">{location.host + BASE}/join</p>
        </Full>
      )}
    </li>
  );
}
