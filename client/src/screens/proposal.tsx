/** One idea: what it says, what became of it, and what its authors and whoever carries it may do. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { sentencesIn } from "../core/refusals";
import {
  addresses,
  agreeTo,
  askToSign,
  isAuthorsEyes,
  isMine,
  isWritable,
  lastSeenIn,
  type Proposal,
  standing,
  withdraw,
  written,
} from "../nouns/proposals";
import { Action } from "../parts/action";
import { Fault } from "../parts/fault";
import { sayWhy, useLook } from "../parts/look";
import { Paragraphs } from "../parts/paragraphs";
import { say, watch } from "../parts/toast";
import { BASE, go, query } from "../router";
import { choiceWords } from "../words/choices";
import { togetherWords } from "../words/together";
import { OnlyHere } from "./proposal_here";

export default function ProposalScreen({ id }: { id: string }) {
  const { anIdea, states, reasonWas, seeOther, appeal, authors, someone, notTaken } = choiceWords.value;
  const { value: read, fault, again } = useLook<Proposal>(addresses.proposal(id), false);
  const before = useSignal<Proposal | undefined>(undefined);
  useEffect(() => void lastSeenIn(query.value.get("of"), id).then((one) => (before.value = one)), [id]);
  const mine = written(id);
  const value = read ?? (mine?.server as Proposal | null | undefined) ?? before.value;
  const { title, text, themes } = mine?.dirty || mine?.problem ? mine.local : (value ?? {});
  const state = mine?.deleted ? undefined : mine ? standing(mine) : value?.state;
  return (
    <article>
      <p class="when">{themes?.join(" · ")}</p>
      <h1 dir="auto">{title ?? anIdea}</h1>
      {!mine && !value && <Fault text={fault} />}
      <Paragraphs text={text ?? null} />
      {state && <p class="quiet">{states[state]}</p>}
      {mine?.problem && <Fault text={`${notTaken} ${sentencesIn(mine.problem)}`} />}
      {mine && !mine.server && <OnlyHere idea={mine} />}
      {value && (
        <>
          {value.reason && <p class="note">{reasonWas(value.reason)}</p>}
          {value.state === "set_aside" && isMine(value) && (
            <p>
              <a href={`${BASE}/me/hidings`}>{appeal}</a>
            </p>
          )}
          {value.merged_into && <a href={`${BASE}/proposals/${value.merged_into}`}>{seeOther}</a>}
          {value.authors && value.authors.length > 0 && (
            <p>
              {authors} : {value.authors.map(({ display_name }) => display_name ?? someone).join(", ")}
            </p>
          )}
          <Action proposal={value} onDone={again} />
          {isAuthorsEyes(value) ? <Own proposal={value} onDone={again} /> : <Others proposal={value} />}
        </>
      )}
    </article>
  );
}

function useAttempt() {
  const fault = useSignal("");
  const attempt = async (act: () => Promise<unknown>, done: string, after?: () => unknown) => {
    fault.value = "";
    try {
      await act();
      await after?.();
      say(done);
    } catch (problem) {
      fault.value = sayWhy(problem);
    }
  };
  return { fault, attempt };
}

function Own({ proposal, onDone }: { proposal: Proposal; onDone: () => Promise<void> }) {
  const { rewrite, withdraw: label, withdrawn, asksToSign, agree, agreed, someone } = choiceWords.value;
  const { fault, attempt } = useAttempt();
  const { id, mission_id, candidates } = proposal;
  return (
    <>
      <Fault text={fault.value} />
      {candidates
        ?.filter(({ agreed: isAgreed }) => !isAgreed)
        .map(({ user }) => (
          <p key={user.id} class="note">
            {asksToSign(user.display_name ?? someone)}{" "}
            <button
              type="button"
              class="button plain"
              onClick={() => void attempt(() => agreeTo(proposal, user.id), agreed, onDone)}
            >
              {agree}
            </button>
          </p>
        ))}
      {isWritable(proposal) && (
        <div class="asides">
          <a class="button plain" href={`${BASE}/missions/${mission_id}/ideas/${id}`}>
            {rewrite}
          </a>
          <button
            type="button"
            class="link"
            onClick={() =>
              watch(
                withdraw(proposal).then(() => {
                  go(`/missions/${mission_id}`, { replace: true });
                  say(withdrawn);
                }),
              )
            }
          >
            {label}
          </button>
        </div>
      )}
    </>
  );
}

function Others({ proposal }: { proposal: Proposal }) {
  const { joinIn, joinAsked } = choiceWords.value;
  const { fault, attempt } = useAttempt();
  return (
    <div class="asides">
      <Fault text={fault.value} />
      {isWritable(proposal) && (
        <button type="button" class="button plain" onClick={() => void attempt(() => askToSign(proposal), joinAsked)}>
          {joinIn}
        </button>
      )}
      <a href={`${BASE}/report/proposal/${proposal.id}`}>{togetherWords.value.report}</a>
    </div>
  );
}
