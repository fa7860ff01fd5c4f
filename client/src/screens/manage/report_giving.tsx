/** Giving a published report: to the community above, or by a link. What is agreed to is read before. */
import { useSignal } from "@preact/signals";
import { uuid7 } from "../../core/ids";
import { isSentence, type Sentence } from "../../nouns/consents";
import type { Report } from "../../nouns/report_types";
import { giveReport, sentenceOfGiving, type To } from "../../nouns/reports";
import type { Community } from "../../nouns/teams";
import { Trouble } from "../../parts/asked";
import { say } from "../../parts/toast";
import { reportWords } from "../../words/reports";

export function Giving({ report, community }: { report: Report; community: Community }) {
  const w = reportWords.value;
  const id = useSignal(uuid7());
  const to = useSignal<To | null>(null);
  const sentence = useSignal<Sentence | null>(null);
  const url = useSignal("");
  const fault = useSignal<unknown>(null);
  const attempt = (act: () => Promise<unknown>) => {
    fault.value = null;
    void act().catch((problem) => (fault.value = problem));
  };
  const prepare = (next: To) =>
    attempt(async () => {
      to.value = next;
      id.value = uuid7();
      const found = await sentenceOfGiving(id.value, report.id, next);
      if (isSentence(found)) sentence.value = found;
    });
  const give = () =>
    attempt(async () => {
      const access = await giveReport(id.value, report.id, to.value!, sentence.value!);
      sentence.value = null;
      url.value = access.url ?? "";
      say(w.givenNow);
    });
  return (
    <>
      <h3>{w.give}</h3>
      <p class="hint">{w.giveLead}</p>
      {fault.value !== null && <Trouble fault={fault.value} />}
      {sentence.value ? (
        <>
          <blockquote>{sentence.value.text}</blockquote>
          <div class="acts-line">
            <button type="button" class="button" onClick={give}>
              {w.agree}
            </button>
            <button type="button" class="button plain" onClick={() => (sentence.value = null)}>
              {w.goBack}
            </button>
          </div>
        </>
      ) : (
        <div class="acts-line">
          {community.parent ? (
            <button
              type="button"
              class="button plain"
              onClick={() => prepare({ type: "community", id: community.parent!.id })}
            >
              {w.toParent}
            </button>
          ) : (
            <span class="quiet">{w.noParent}</span>
          )}
          <button type="button" class="button plain" onClick={() => prepare({ type: "link" })}>
            {w.byLink}
          </button>
        </div>
      )}
      {url.value && (
        <>
          <p class="address">
            {w.theLink} : {url.value}
          </p>
          <button
            type="button"
            class="link"
            onClick={() => attempt(() => navigator.clipboard.writeText(url.value).then(() => say(w.copied)))}
          >
            {w.copy}
          </button>
        </>
      )}
    </>
  );
}
