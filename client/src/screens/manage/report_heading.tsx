/** The title of a report and its dates. */
import { useSignal } from "@preact/signals";
import { changeReport, type Report } from "../../nouns/reports";
import { Field } from "../../parts/field";
import { FoldedForm } from "../../parts/folded_form";
import { reportWords } from "../../words/reports";

interface HeadingProperties {
  report: Report;
  isTouched: boolean; // what is typed below would be lost
  onDone: () => Promise<void>;
}

export function Heading({ report, isTouched, onDone }: HeadingProperties) {
  const w = reportWords.value;
  const title = useSignal(report.title);
  const from = useSignal(report.starts_on);
  const to = useSignal(report.ends_on);
  const send = () => changeReport(report, { title: title.value.trim(), starts_on: from.value, ends_on: to.value });
  return (
    <FoldedForm
      label={w.nameAndDates}
      button={w.keep}
      isPlain
      isDisabled={isTouched}
      send={send}
      thanks={w.kept}
      onDone={onDone}
    >
      <Titled title={title.value} onTitle={(text) => (title.value = text)} />
      <Period from={from.value} to={to.value} onFrom={(day) => (from.value = day)} onTo={(day) => (to.value = day)} />
    </FoldedForm>
  );
}

export function Titled({ title, onTitle }: { title: string; onTitle: (title: string) => void }) {
  const { title: label } = reportWords.value;
  return <Field id="title" label={label} value={title} onValue={onTitle} input={{ maxLength: 200, required: true }} />;
}

interface Properties {
  from: string;
  to: string;
  onFrom: (day: string) => void;
  onTo: (day: string) => void;
}

export function Period({ from, to, onFrom, onTo }: Properties) {
  const { startsOn, endsOn } = reportWords.value;
  const input = { type: "date", required: true } as const;
  return (
    <>
      <Field id="from" label={startsOn} value={from} onValue={onFrom} input={input} />
      <Field id="to" label={endsOn} value={to} onValue={onTo} input={input} />
    </>
  );
}
