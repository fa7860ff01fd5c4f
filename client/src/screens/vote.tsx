/** My voice: what I approve, my points, or my order. By buttons; sent at once, and changed until the end. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { isRead } from "../core/store";
import { spent, type Votes, vote, votedBefore } from "../nouns/ballots";
import { mission as find, type Mission } from "../nouns/missions";
import { Countdown } from "../parts/countdown";
import { Fault } from "../parts/fault";
import { sayWhy } from "../parts/look";
import { say } from "../parts/toast";
import { go } from "../router";
import { ballotWords } from "../words/ballots";
import Unknown from "./unknown";
import { Options } from "./vote_options";

export default function VoteScreen({ id }: { id: string }) {
  const mission = find(id);
  const votes = useSignal<Votes | null>(null);
  const fault = useSignal("");
  useEffect(() => {
    if (!mission) return;
    votedBefore(mission).then(
      (before) => (votes.value = before),
      (problem) => {
        votes.value = {};
        fault.value = sayWhy(problem);
      },
    );
  }, [mission?.id]);
  if (!mission?.local?.open_ballot) return isRead("mission") ? <Unknown /> : null;
  return (
    <>
      <h1 dir="auto">{mission.local.title}</h1>
      <Fault text={fault.value} />
      {votes.value && <Voting mission={mission} before={votes.value} />}
    </>
  );
}

function Voting({ mission, before }: { mission: Mission; before: Votes }) {
  const { method, limits, leftOf, send, counted, changedHint, chooseOne } = ballotWords.value;
  const form = mission.local.ballot!;
  const votes = useSignal(before);
  const fault = useSignal("");
  const isBusy = useSignal(false);
  const used = spent(form, votes.value);
  const cast = async (event: Event) => {
    event.preventDefault();
    fault.value = used ? "" : chooseOne;
    if (fault.value || isBusy.value) return;
    isBusy.value = true;
    try {
      await vote(mission, votes.value);
      go(`/missions/${mission.id}`, { replace: true });
      say(counted);
    } catch (problem) {
      fault.value = sayWhy(problem);
    }
    isBusy.value = false;
  };
  return (
    <form onSubmit={(event) => void cast(event)}>
      <p class="lead">{method[form.method]!(form.limit)}</p>
      {mission.local.closes_at && <Countdown end={mission.local.closes_at} />}
      <p role="status">{form.method === "points" ? leftOf(form.limit - used) : limits(used, form.limit)}</p>
      <Options
        form={form}
        options={mission.local.open_ballot!.options}
        votes={votes.value}
        onVotes={(next) => (votes.value = next)}
      />
      <Fault text={fault.value} />
      <button type="submit" class="button" disabled={isBusy.value}>
        {send}
      </button>
      <p class="hint">{changedHint}</p>
    </form>
  );
}
