/** Giving a published report: to the community above, or by a link. What is agreed to is read before. */

import { useSignal } from "@preact/signals";
import { words } from "../../core/i18n";
import { uuid7 } from "../../core/ids";
import type { Report } from "../../nouns/reports";
import { giveReport, type To } from "../../nouns/reports";
import type { Community } from "../../nouns/teams";
import { Trouble } from "../../parts/asked";
import { say } from "../../parts/toast";
import { reportWords } from "../../words/reports";
import { ByMail } from "../grant_mail";
import { ToMembers } from "./report_members";

export function Giving({ report, community }: { report: Report; community: Community }) {
  const w = reportWords.value;
  const id = useSignal(uuid7());
  const to = useSignal<To | null>(null);
  const given = useSignal<{ id: string; url: string } | null>(null);
  const fault = useSignal<unknown>(null);
  const prepare = (next: To) => {
    to.value = next;
    id.value = uuid7();
  };
  const give = async () => {
    fault.value = null;
    try {
      const access = await giveReport(id.value, report.id, to.value!);
      to.value = null;
      given.value = access.url ? { id: access.id, url: access.url } : null;
      say(w.givenNow);
    } catch (problem) {
      fault.value = problem;
    }
  };
  const copy = () => navigator.clipboard.writeText(given.value!.url).then(() => say(w.copied));
  return (
    <>
      <h3>{w.give}</h3>
      <p class="hint">{w.giveLead}</p>
      {fault.value !== null && <Trouble fault={fault.value} />}
      {to.value && (
        <>
          <p>{to.value.type === "link" ? w.byLink : w.toParent}</p>
          <div class="acts-line">
            <button type="button" class="button" onClick={() => void give()}>
              {w.agree}
            </button>
            <button type="button" class="button plain" onClick={() => (to.value = null)}>
              {w.goBack}
            </button>
          </div>
        </>
      )}
      {!to.value && (
        <div class="acts-line">
          {community.parent && (
            <button
              type="button"
              class="button plain"
              onClick={() => prepare({ type: "community", id: community.parent!.id })}
            >
              {w.toParent}
            </button>
          )}
          {!community.parent && <span class="quiet">{w.noParent}</span>}
          <button type="button" class="button plain" onClick={() => prepare({ type: "link" })}>
            {w.byLink}
          </button>
        </div>
      )}
      {given.value && (
        <>
          <p class="address">{words.value.labelled(w.theLink, given.value.url)}</p>
          <button type="button" class="link" onClick={() => void copy()}>
            {w.copy}
          </button>
          <ByMail id={given.value.id} />
          <ToMembers id={given.value.id} community={community.id} />
        </>
      )}
    </>
  );
}
