/** I am asked to be quoted: my exact words, what stands beside them, who reads them. I may change, narrow or refuse. */
import { useSignal } from "@preact/signals";
import { type Attribution, giveQuote, type QuoteAnswer, quoteSentence, type Reach, reachesOf } from "../nouns/quotes";
import type { RequestDetail } from "../nouns/requests";
import { Field } from "../parts/field";
import { OneOf } from "../parts/one_of";
import { quoteWords } from "../words/quotes";
import { Agreeing } from "./agreeing";
import { Until } from "./request_lines";

export function QuoteAnswering({ request }: { request: RequestDetail }) {
  const w = quoteWords.value;
  const excerpts = useSignal(
    request.targets.map(({ id, excerpt }) => ({ id: id!, excerpt: excerpt ?? "", isIn: true })),
  );
  const attribution = useSignal((request.attribution ?? "nobody") as Attribution);
  const named = useSignal(request.attributed_to ?? "");
  const reach = useSignal((request.reach ?? "team") as Reach);
  const ends_at = useSignal(request.ends_at);
  const offered = (request.attributions ?? ["nobody"]) as Attribution[];
  const labels: Record<Attribution, string> = { nobody: w.nobody, public: w.publicWords, first_name: w.firstName };
  const options = Object.fromEntries(offered.map((one) => [one, labels[one]])) as Record<Attribution, string>;
  const reaches = Object.fromEntries(reachesOf(request.reach).map((one) => [one, w.reaches[one]])) as Record<
    Reach,
    string
  >;
  const answer: QuoteAnswer = {
    targets: excerpts.value
      .filter(({ isIn, excerpt }) => isIn && excerpt.trim())
      .map(({ id, excerpt }) => ({ type: "response", id, excerpt: excerpt.trim() })),
    rights: ["view"],
    ends_at: ends_at.value,
    attribution: attribution.value,
    attributed_to: attribution.value === "public" ? named.value.trim() || null : null,
    reach: reach.value,
  };
  const change = (id: string, members: { excerpt?: string; isIn?: boolean }) => {
    excerpts.value = excerpts.value.map((one) => (one.id === id ? { ...one, ...members } : one));
  };
  return (
    <>
      {excerpts.value.map(({ id, excerpt, isIn }) => (
        <div key={id}>
          <Field
            id={`words-${id}`}
            label={w.theWords}
            hint={w.wordsHint}
            value={excerpt}
            onValue={(text) => change(id, { excerpt: text })}
            long
          />
          {excerpts.value.length > 1 && (
            <label class="to-tick">
              <input type="checkbox" checked={isIn} onChange={() => change(id, { isIn: !isIn })} />
              <span>{w.keepThis}</span>
            </label>
          )}
        </div>
      ))}
      <OneOf
        legend={w.whoIsNamed}
        name="named"
        options={options}
        value={attribution.value}
        onValue={(value) => (attribution.value = value)}
      />
      {attribution.value === "public" && (
        <Field
          id="named-as"
          label={w.theirWords}
          value={named.value}
          onValue={(text) => (named.value = text)}
          input={{ maxLength: 120 }}
        />
      )}
      <OneOf
        legend={w.whoReads}
        name="reach"
        options={reaches}
        value={reach.value}
        onValue={(value) => (reach.value = value)}
      />
      <Until asked={request.ends_at} end={ends_at} />
      <Agreeing
        answer={answer}
        find={(chosen) => quoteSentence(request.id, chosen)}
        give={(chosen, sentence) => giveQuote(request.id, chosen, sentence)}
        nothing={w.tickOne}
        label={w.agree}
        done={w.agreed}
      />
    </>
  );
}
