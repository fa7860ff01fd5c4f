/** From a draft to a publication: validated, published, checked, taken along, given to others, withdrawn. */
import { useSignal } from "@preact/signals";
import { filesOf } from "../../nouns/files";
import type { Check, Report } from "../../nouns/reports";
import { check, publish, validate, withdraw } from "../../nouns/reports";
import type { Community } from "../../nouns/teams";
import { Trouble } from "../../parts/asked";
import { Files } from "../../parts/files";
import { say } from "../../parts/toast";
import { BASE } from "../../router";
import { reportWords } from "../../words/reports";
import { Giving } from "./report_giving";

interface Properties {
  report: Report;
  community: Community;
  isTouched: boolean;
  onDone: () => Promise<void>;
}

export function ReportActs({ report, community, isTouched, onDone }: Properties) {
  const w = reportWords.value;
  const fault = useSignal<unknown>(null);
  const isSure = useSignal(false);
  const recount = useSignal<Check | null>(null);
  const attempt = async (act: () => Promise<unknown>, done?: string) => {
    fault.value = null;
    try {
      await act();
      isSure.value = false;
      if (!done) return;
      say(done);
      await onDone();
    } catch (problem) {
      fault.value = problem;
    }
  };
  const { id, state, edition, title, community_id } = report;
  const isShown = edition !== null && state !== "withdrawn";
  return (
    <section class="versions">
      <h2>{w.toDo}</h2>
      {fault.value !== null && <Trouble fault={fault.value} again={() => (fault.value = null)} />}
      {isTouched && <p role="status">{w.keepFirst}</p>}
      {state === "draft" && <p>{w.validateLead}</p>}
      {state === "validated" && <p>{w.publishLead}</p>}
      <div class="acts-line">
        {state === "draft" && (
          <button
            type="button"
            class="button"
            disabled={isTouched}
            onClick={() => void attempt(() => validate(report), w.validated)}
          >
            {w.validate}
          </button>
        )}
        {state === "validated" && (
          <button
            type="button"
            class="button"
            disabled={isTouched}
            onClick={() => void attempt(() => publish(report), w.published)}
          >
            {edition ? w.publishAgain : w.publish}
          </button>
        )}
        {isShown && !isSure.value && (
          <button type="button" class="link" onClick={() => (isSure.value = true)}>
            {w.withdraw}
          </button>
        )}
      </div>
      {isSure.value && (
        <div role="status">
          <p>{w.reallyWithdraw}</p>
          <div class="acts-line">
            <button type="button" class="button" onClick={() => void attempt(() => withdraw(report), w.withdrawn)}>
              {w.withdraw}
            </button>
            <button type="button" class="button plain" onClick={() => (isSure.value = false)}>
              {w.goBack}
            </button>
          </div>
        </div>
      )}
      {isShown && (
        <>
          <h3>
            <a href={`${BASE}/manage/${community_id}/reports/${id}/editions/${edition}`}>
              {w.latest}, {w.editionNumber(edition)}
            </a>
          </h3>
          <Files path={filesOf.edition(id, edition)} suffixes={["pdf", "ods", "csv"]} name={title} />
          <div class="acts-line">
            <button
              type="button"
              class="link"
              onClick={() => void attempt(async () => (recount.value = await check(id, edition)))}
            >
              {w.checkIt}
            </button>
          </div>
          {recount.value && <Recount check={recount.value} />}
          <Giving report={report} community={community} />
        </>
      )}
    </section>
  );
}

function Recount({ check }: { check: Check }) {
  const { same, differs } = reportWords.value;
  const changed = check.figures.filter(({ result }) => result === "differs");
  return (
    <div role="status">
      {changed.length === 0 && <p>{same}</p>}
      <ul class="plain-list">
        {changed.map(({ code, label, note }) => (
          <li key={code}>
            <strong>{label}</strong> {note ?? differs}
          </li>
        ))}
      </ul>
    </div>
  );
}
