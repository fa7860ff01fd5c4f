/** Somebody asks: who they are, exactly what they would see, and my answer: all of it, less, or nothing. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { Offline } from "../core/refusals";
import { isQuote } from "../nouns/quotes";
import { pending, type RequestDetail, read, refuse } from "../nouns/requests";
import { Icon } from "../parts/icon";
import { say } from "../parts/toast";
import { go } from "../router";
import { quoteWords } from "../words/quotes";
import { sharingWords } from "../words/sharing";
import { Answering } from "./request_answer";
import { QuoteAnswering } from "./request_quote";
import "./share.css";

export default function RequestScreen({ id }: { id: string }) {
  const { needsNetwork, tag } = words.value;
  const { anAsk, purposes, somebody, provedAddress, wantsUntil, ofAsk, states } = sharingWords.value;
  const { asksToQuote, inReport } = quoteWords.value;
  const request = useSignal<RequestDetail | null>(null);
  const fault = useSignal("");
  const fail = (problem: unknown) => {
    fault.value = problem instanceof Offline ? needsNetwork : (problem as Error).message;
  };
  useEffect(() => void read(id).then((value) => (request.value = value), fail), [id]);
  const known = request.value ?? pending().find((one) => one.id === id); // without network, what the feed said
  if (!known) return fault.value ? <Trouble title={anAsk} text={fault.value} /> : <h1>{anAsk}</h1>;
  const { requester, purpose, message, ends_at, state } = known;
  return (
    <article class="share">
      <h1 dir="auto">{(isQuote(known) ? asksToQuote : ofAsk)(requester.display_name ?? somebody)}</h1>
      <p>
        <strong>{purposes[purpose]}</strong>
      </p>
      {known.report && <p dir="auto">{inReport(known.report.title, known.report.community)}</p>}
      {requester.email && (
        <p class="quiet">
          <Icon name="done" /> {provedAddress(requester.email)}
        </p>
      )}
      {message && (
        <blockquote class="tinted" dir="auto">
          {message}
        </blockquote>
      )}
      <p class="quiet">{wantsUntil(dayOf(ends_at, tag))}</p>
      {fault.value && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
      {state !== "pending" ? (
        <p class="tinted">{states[state]}</p>
      ) : (
        request.value && (
          <>
            {isQuote(request.value) ? (
              <QuoteAnswering request={request.value} />
            ) : (
              <Answering request={request.value} />
            )}
            <Refusing id={id} onFault={fail} />
          </>
        )
      )}
    </article>
  );
}

function Trouble({ title, text }: { title: string; text: string }) {
  return (
    <>
      <h1>{title}</h1>
      <p class="fault" role="alert">
        {text}
      </p>
    </>
  );
}

function Refusing({ id, onFault }: { id: string; onFault: (problem: unknown) => void }) {
  const { refuse: label, refuseLead, refused } = sharingWords.value;
  const act = async () => {
    try {
      await refuse(id);
      go("/shares", { replace: true });
      say(refused);
    } catch (problem) {
      onFault(problem);
    }
  };
  return (
    <details>
      <summary>{label}</summary>
      <p>{refuseLead}</p>
      <button type="button" class="button plain" onClick={() => void act()}>
        {label}
      </button>
    </details>
  );
}
