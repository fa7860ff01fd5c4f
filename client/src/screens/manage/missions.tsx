/** All missions of the community: drafts, to come, open, over; those that repeat stand with their sentence. */
import { inTime, type Sent, sentIn } from "../../nouns/boards";
import { Outcome, useAsked } from "../../parts/asked";
import { step, useKeys } from "../../parts/keys";
import { at } from "../../parts/time";
import { BASE } from "../../router";
import { manageWords } from "../../words/manage";
import { Frame } from "./frame";
import { Due } from "./missions_now";
import { sentence } from "./repeats";

const STATES = ["draft", "scheduled", "open", "closed", "cancelled", "archived"] as const;

export default function Missions({ community }: { community: string }) {
  return (
    <Frame id={community} at="missions">
      {() => <List community={community} />}
    </Frame>
  );
}

function List({ community }: { community: string }) {
  const { newMission, missionParts, noMission, repeating } = manageWords.value;
  const asked = useAsked(() => sentIn(community), [community]);
  useKeys({ j: () => step(1), k: () => step(-1) });
  return (
    <div class="one-column">
      <p>
        <a class="button" href={`${BASE}/manage/${community}/missions/new`}>
          {newMission}
        </a>
      </p>
      <Outcome asked={asked}>
        {(all) => (
          <>
            {all.length === 0 && <p class="quiet">{noMission}</p>}
            {STATES.map((state) => (
              <Part key={state} name={missionParts[state]} all={all.filter((one) => groupOf(one) === state)} />
            ))}
            <Part name={repeating} all={all.filter((one) => groupOf(one) === "repeating")} />
          </>
        )}
      </Outcome>
    </div>
  );
}

/** A series that is on comes again and again: it is no mission of a day. */
const groupOf = ({ state, recurrence }: Sent) => (recurrence && state === "open" ? "repeating" : state);

function Part({ name, all }: { name: string; all: Sent[] }) {
  if (!all.length) return null;
  return (
    <section>
      <h2>{name}</h2>
      <ul class="lines">
        {inTime(all).map((one) => (
          <li key={one.id}>
            <Line mission={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Line({ mission }: { mission: Sent }) {
  const { opensOn, untitled } = manageWords.value;
  const { id, community_id, title, state, opens_at, recurrence, next_at } = mission;
  const isBegun = !["draft", "scheduled"].includes(state);
  const base = `${BASE}/manage/${community_id}/missions`;
  const next = recurrence ? next_at : state === "scheduled" ? opens_at : null;
  return (
    <a href={isBegun || recurrence ? `${base}/${id}` : `${base}/new?draft=${id}`}>
      <span>
        <strong dir="auto">{title || untitled}</strong>{" "}
        {recurrence && opens_at && <small class="when">{sentence(recurrence, opens_at)}</small>}{" "}
        {isBegun && !recurrence && <Due mission={mission} />}
      </span>
      {next && <em>{opensOn(at(next))}</em>}
    </a>
  );
}
