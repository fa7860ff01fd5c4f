/** Ballots of paper, counted by two people: told apart from the others in each figure. */
import { useSignal } from "@preact/signals";
import { Fragment } from "preact";
import { countPaper } from "../../nouns/ballots";
import type { Sent } from "../../nouns/boards";
import { members } from "../../nouns/teams";
import { Outcome, Trouble, useAsked } from "../../parts/asked";
import { digits, Field } from "../../parts/field";
import { Papers } from "../../parts/papers";
import { Select } from "../../parts/select";
import { say } from "../../parts/toast";
import { ballotWords } from "../../words/ballots";
import { manageWords } from "../../words/manage";

export function PaperCount({ mission }: { mission: Sent }) {
  const isOpen = useSignal(false);
  const turn = useSignal(0); // after each count the list is read again, and the form is empty
  if (!mission.open_ballot) return null;
  return (
    <details onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>{ballotWords.value.paper}</summary>
      {isOpen.value && (
        <Fragment key={turn.value}>
          <Papers id={mission.id} options={mission.open_ballot.options} mayWithdraw={true} />
          <Counting mission={mission} onDone={() => turn.value++} />
        </Fragment>
      )}
    </details>
  );
}

function Counting({ mission, onDone }: { mission: Sent; onDone: () => void }) {
  const w = ballotWords.value;
  const asked = useAsked(() => members(mission.community_id, "state=active"), [mission.community_id]);
  const counts = useSignal<Record<string, string>>({});
  const people = useSignal("");
  const present = useSignal("");
  const counters = useSignal(["", ""]);
  const fault = useSignal<unknown>(null);
  const isWhole = Number(people.value) > 0 && Number(present.value) > 0 && counters.value.every(Boolean);
  const save = async (event: Event) => {
    event.preventDefault();
    fault.value = null;
    try {
      await countPaper(mission.id, {
        counts: Object.entries(counts.value).map(([proposal_id, points]) => ({ proposal_id, points: Number(points) })),
        people: Number(people.value),
        present: Number(present.value),
        counted_by: counters.value,
      });
      say(w.paperCounted);
      onDone();
    } catch (problem) {
      fault.value = problem;
    }
  };
  return (
    <Outcome asked={asked}>
      {(all) => (
        <form class="one-column" onSubmit={(event) => void save(event)}>
          <h2>{w.newCount}</h2>
          <p class="hint">{w.paperLead}</p>
          {mission.open_ballot!.options.map(({ proposal_id, title }) => (
            <Field
              key={proposal_id}
              id={`paper-${proposal_id}`}
              label={title}
              value={counts.value[proposal_id] ?? ""}
              clean={digits}
              onValue={(text) => (counts.value = { ...counts.value, [proposal_id]: text })}
              input={{ inputMode: "numeric", maxLength: 6 }}
            />
          ))}
          <Field
            id="paper-people"
            label={w.paperPeople}
            value={people.value}
            clean={digits}
            onValue={(text) => (people.value = text)}
            input={{ inputMode: "numeric", maxLength: 5 }}
          />
          <Field
            id="paper-present"
            label={w.paperPresent}
            value={present.value}
            clean={digits}
            onValue={(text) => (present.value = text)}
            input={{ inputMode: "numeric", maxLength: 5 }}
          />
          {[0, 1].map((place) => (
            <Select
              key={place}
              id={`counter-${place}`}
              label={w.counter(place + 1)}
              value={counters.value[place] ?? ""}
              none="–"
              options={all.map(({ user }) => [user.id, user.display_name ?? manageWords.value.nobody] as const)}
              onValue={(value) =>
                (counters.value = counters.value.map((one, other) => (other === place ? value : one)))
              }
            />
          ))}
          {fault.value !== null && <Trouble fault={fault.value} />}
          <button type="submit" class="button" disabled={!isWhole}>
            {w.keepCount}
          </button>
        </form>
      )}
    </Outcome>
  );
}
