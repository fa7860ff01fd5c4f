/** A new report: of a programme, or of the community as a whole. */
import { useSignal } from "@preact/signals";
import { uuid7 } from "../../core/ids";
import type { Programme } from "../../nouns/programmes";
import { putReport } from "../../nouns/reports";
import { Trouble } from "../../parts/asked";
import { Select } from "../../parts/select";
import { say } from "../../parts/toast";
import { go } from "../../router";
import { reportWords } from "../../words/reports";
import { Period, Titled } from "./report_heading";

export function NewReport({ community, programmes }: { community: string; programmes: Programme[] }) {
  const w = reportWords.value;
  const year = new Date().getFullYear();
  const id = useSignal(uuid7());
  const programme = useSignal("");
  const title = useSignal("");
  const from = useSignal(`${year}-01-01`);
  const to = useSignal(`${year}-12-31`);
  const fault = useSignal<unknown>(null);
  const choose = (next: string) => {
    programme.value = next;
    const found = programmes.find((one) => one.id === next);
    if (found) from.value = found.starts_on;
    if (found?.ends_on) to.value = found.ends_on;
  };
  const make = async (event: Event) => {
    event.preventDefault();
    fault.value = null;
    try {
      await putReport(id.value, {
        community_id: community,
        programme_id: programme.value || null,
        kind: programme.value ? "synthesis" : "annual",
        title: title.value.trim(),
        starts_on: from.value,
        ends_on: to.value,
      });
      go(`/manage/${community}/reports/${id.value}`);
      say(w.made);
    } catch (problem) {
      fault.value = problem;
    }
  };
  return (
    <form onSubmit={(event) => void make(event)}>
      <Select
        id="of-what"
        label={w.ofWhat}
        value={programme.value}
        none={w.ofCommunity}
        options={programmes.map((one) => [one.id, one.title] as const)}
        onValue={(value) => choose(value)}
      />
      <Titled title={title.value} onTitle={(text) => (title.value = text)} />
      <Period from={from.value} to={to.value} onFrom={(day) => (from.value = day)} onTo={(day) => (to.value = day)} />
      {fault.value !== null && <Trouble fault={fault.value} />}
      <button type="submit" class="button" disabled={!title.value.trim()}>
        {w.make}
      </button>
    </form>
  );
}
