/** Sending it: what the week's cap says is said before; what the server asks back about is asked here. */
import { useSignal } from "@preact/signals";
import { Refused } from "../../core/refusals";
import type { Sent } from "../../nouns/boards";
import { type Draft, discardDraft, forgetDraft, put, type Way } from "../../nouns/mission_drafts";
import { lacks } from "../../nouns/mission_forms";
import { reach, weekOf } from "../../nouns/mission_reach";
import type { Community, Member } from "../../nouns/teams";
import { Trouble } from "../../parts/asked";
import { say } from "../../parts/toast";
import { go } from "../../router";
import { run } from "../../sync/runs";
import { manageWords } from "../../words/manage";
import { writingWords } from "../../words/writing";
import type { Change } from "./write";

interface Properties {
  community: Community;
  draft: Draft;
  change: Change;
  people: Member[];
  missions: Sent[];
}

export function Send({ community, draft, change, people, missions }: Properties) {
  const w = manageWords.value;
  const fault = useSignal<unknown>(null);
  const doubts = useSignal<string[]>([]);
  const isBusy = useSignal(false);
  const cap = community.weekly_notification_cap;
  const week = weekOf(missions, draft);
  const isFull = !draft.recurrence && week >= cap;
  const way: Way = Date.parse(draft.opens_at) > Date.now() ? "at" : "now";
  const sendIt = async (way: Way, confirmed: string[] = []) => {
    isBusy.value = true;
    fault.value = null;
    doubts.value = [];
    try {
      if (draft.media.length) await run().catch(() => undefined);
      const mission = await put(community.id, draft, way, confirmed);
      await forgetDraft(community.id);
      const board = `/manage/${community.id}/missions${way === "now" ? `/${mission.id}` : ""}`;
      go(draft.programme_id ? `/manage/${community.id}/programmes/${draft.programme_id}` : board);
      say({ draft: w.draftKept, at: w.willOpen, now: w.isOpen }[way]);
    } catch (problem) {
      change({ version: draft.version });
      const reasons = problem instanceof Refused ? problem.problem.reasons : undefined;
      if (reasons?.length) doubts.value = reasons;
      else fault.value = problem;
    }
    isBusy.value = false;
  };
  const discard = async () => {
    try {
      if (draft.version !== null) await discardDraft(draft);
      await forgetDraft(community.id);
      go(`/manage/${community.id}/missions`, { replace: true });
    } catch (problem) {
      fault.value = problem;
    }
  };
  const lacking = lacks(draft);
  const isMute = isBusy.value || !draft.title.trim() || lacking.length > 0;
  return (
    <section>
      <p class={isFull ? "fault" : "quiet"} role="status">
        {w.ofTheWeek(week, cap)} {isFull && w.weekIsFull}
      </p>
      {reach(draft, people) === 0 && <p class="fault">{w.doubts.nobody}</p>}
      {lacking.map((lack) => (
        <p key={lack} class="quiet">
          {writingWords.value.lacks[lack]}
        </p>
      ))}
      {fault.value !== null && <Trouble fault={fault.value} />}
      {doubts.value.length > 0 ? (
        <div class="versions" role="alert">
          <h3>{w.areYouSure}</h3>
          <ul class="plain-list">
            {doubts.value.map((one) => (
              <li key={one}>{w.doubts[one] ?? one}</li>
            ))}
          </ul>
          <div class="acts-line">
            <button type="button" class="button" onClick={() => void sendIt(way, doubts.value)}>
              {w.openAnyway}
            </button>
            <button type="button" class="button plain" onClick={() => (doubts.value = [])}>
              {w.goBack}
            </button>
          </div>
        </div>
      ) : (
        <div class="acts-line">
          <button type="button" class="button" disabled={isMute} onClick={() => void sendIt(way)}>
            {way === "at" ? w.openThen : w.openNow}
          </button>
          <button type="button" class="button plain" disabled={isMute} onClick={() => void sendIt("draft")}>
            {w.keepDraft}
          </button>
          <button type="button" class="link" onClick={() => void discard()}>
            {w.discard}
          </button>
        </div>
      )}
      <p class="hint">{w.keptHere}</p>
    </section>
  );
}
