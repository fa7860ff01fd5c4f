/** Who confirms a talent, who was asked, and the badge of what they said. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { dayOf } from "../core/clock";
import { draft } from "../core/drafts";
import { words } from "../core/i18n";
import { type Ask, badge, draftName, type Endorsement, endorsements, hide, takeBack } from "../nouns/endorsements";
import type { Talent } from "../nouns/talents";
import { download } from "../parts/download";
import { Fault } from "../parts/fault";
import { sayWhy } from "../parts/look";
import { BASE } from "../router";
import { run } from "../sync/runs";
import { talentWords } from "../words/talents";

export function Confirmed({ one }: { one: Talent }) {
  const { confirmed, nobodyYet, ask, askWaits } = talentWords.value;
  const all = endorsements(one.id).filter(({ local }) => local.state !== "withdrawn");
  const waiting = useSignal<Ask | undefined>(undefined);
  useEffect(() => {
    void draft<Ask>(draftName(one.id)).then((kept) => {
      waiting.value = kept?.isSent ? kept : undefined;
    });
  }, [one.id, all.length]);
  return (
    <section>
      <h2>{confirmed}</h2>
      {!all.some(({ local }) => local.state === "confirmed") && <p class="quiet">{nobodyYet}</p>}
      {all.map((each) => (
        <Said key={each.id} one={each} />
      ))}
      {waiting.value && <p class="said">{askWaits(waiting.value.name)}</p>}
      <a class="button" href={`${BASE}/talents/${one.id}/ask`}>
        {ask}
      </a>
    </section>
  );
}

function Said({ one }: { one: Endorsement }) {
  const {
    states,
    hide: hideLabel,
    unhide,
    takeBack: takeBackLabel,
    hidden,
    badge: badgeLabel,
    badgeLead,
  } = talentWords.value;
  const { state, asked_name, endorser_name, endorser_role, comment, created_at, answered_at } = one.local;
  const fault = useSignal("");
  const act = (what: () => Promise<unknown>) => async () => {
    try {
      await what();
      fault.value = "";
      await run();
    } catch (problem) {
      fault.value = sayWhy(problem);
    }
  };
  const take = async () => download(await badge(one.id), `${endorser_name ?? asked_name}.png`);
  return (
    <div class="said">
      <p>
        <strong dir="auto">{endorser_name ?? asked_name}</strong>
        {endorser_role && <span dir="auto"> · {endorser_role}</span>}
      </p>
      <p class="when">
        {states[state]} · {dayOf(answered_at ?? created_at, words.value.tag)}
        {one.local.hidden && <> · {hidden}</>}
      </p>
      {comment && <blockquote dir="auto">{comment}</blockquote>}
      <Fault text={fault.value} />
      {state === "confirmed" && (
        <>
          <button
            type="button"
            class="button plain"
            aria-describedby={`badge-${one.id}`}
            onClick={() => void act(take)()}
          >
            {badgeLabel}
          </button>
          <p class="hint" id={`badge-${one.id}`}>
            {badgeLead}
          </p>
          <button type="button" class="link" onClick={() => void act(() => hide(one, !one.local.hidden))()}>
            {one.local.hidden ? unhide : hideLabel}
          </button>
        </>
      )}
      {state === "asked" && (
        <button type="button" class="link" onClick={() => void act(() => takeBack(one))()}>
          {takeBackLabel}
        </button>
      )}
    </div>
  );
}
