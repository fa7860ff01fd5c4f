/** Asking somebody to be quoted in a report: which words, under what name, read by whom, until when. */
import { useSignal } from "@preact/signals";
import { type Attribution, askQuote, type Reach, reachesOf } from "../../nouns/quotes";
import { reportsOf } from "../../nouns/reports";
import { Outcome, Trouble, useAsked } from "../../parts/asked";
import { Field } from "../../parts/field";
import { OneOf } from "../../parts/one_of";
import { Select } from "../../parts/select";
import { say } from "../../parts/toast";
import { quoteWords } from "../../words/quotes";

interface Properties {
  community: string;
  response: string;
  text: string; // what was answered: the words are taken out of it
}

export function QuoteAsk(properties: Properties) {
  const isOpen = useSignal(false);
  return (
    <details onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>{quoteWords.value.askQuote}</summary>
      {isOpen.value && <Asking {...properties} />}
    </details>
  );
}

const MONTHS = [12, 24, 36];

function Asking({ community, response, text }: Properties) {
  const w = quoteWords.value;
  const asked = useAsked(() => reportsOf(community), [community]);
  const report = useSignal("");
  const excerpt = useSignal(text.slice(0, 500));
  const attribution = useSignal<Attribution>("nobody");
  const named = useSignal("");
  const reach = useSignal<Reach>("region");
  const months = useSignal(12);
  const message = useSignal("");
  const fault = useSignal<unknown>(null);
  const send = async (event: Event) => {
    event.preventDefault();
    fault.value = null;
    try {
      await askQuote({
        report_id: report.value,
        response_id: response,
        excerpt: excerpt.value,
        attribution: attribution.value,
        attributed_to: named.value,
        reach: reach.value,
        months: months.value,
        message: message.value,
      });
      say(w.asked);
    } catch (problem) {
      fault.value = problem;
    }
  };
  return (
    <Outcome asked={asked}>
      {(reports) =>
        reports.length === 0 ? (
          <p class="quiet">{w.noReport}</p>
        ) : (
          <form onSubmit={(event) => void send(event)}>
            <p class="hint">{w.askLead}</p>
            <Select
              id="in-report"
              label={w.report}
              value={report.value}
              none="–"
              options={reports.map(({ id, title }) => [id, title] as const)}
              onValue={(value) => (report.value = value)}
            />
            <Field id="to-quote" label={w.toQuote} value={excerpt.value} onValue={(v) => (excerpt.value = v)} long />
            <OneOf
              legend={w.whoIsNamed}
              name="quote-named"
              options={{ nobody: w.nobody, public: w.publicWords, first_name: w.firstName }}
              value={attribution.value}
              onValue={(value) => (attribution.value = value)}
            />
            {attribution.value === "public" && (
              <Field id="named-as" label={w.theirWords} value={named.value} onValue={(v) => (named.value = v)} />
            )}
            <OneOf
              legend={w.whoReads}
              name="quote-reach"
              options={
                Object.fromEntries(reachesOf("everybody").map((one) => [one, w.reaches[one]!])) as Record<Reach, string>
              }
              value={reach.value}
              onValue={(value) => (reach.value = value)}
            />
            <Select
              id="months"
              label={w.months}
              value={months.value}
              options={MONTHS.map((count) => [count, w.forMonths(count)] as const)}
              onValue={(value) => (months.value = Number(value))}
            />
            <Field
              id="quote-message"
              label={w.messageLabel}
              value={message.value}
              onValue={(v) => (message.value = v)}
            />
            {fault.value !== null && <Trouble fault={fault.value} />}
            <button type="submit" class="button" disabled={!report.value || !excerpt.value.trim()}>
              {w.ask}
            </button>
          </form>
        )
      }
    </Outcome>
  );
}
