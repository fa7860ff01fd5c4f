/** How the missions that are open stand, under the inbox. */
import { type Sent, sentIn, tally } from "../../nouns/boards";
import { Outcome, useAsked } from "../../parts/asked";
import { at } from "../../parts/time";
import { BASE } from "../../router";
import { manageWords } from "../../words/manage";

const MOST = 8;

async function read(community: string) {
  const open = (await sentIn(community)).filter(({ state, recurrence }) => state === "open" && !recurrence);
  return Promise.all(open.slice(0, MOST).map(async (mission) => ({ mission, count: await tally(mission.id) })));
}

export function Missions({ community }: { community: string }) {
  const { openMissions, noneOpen, answeredOf, toLookAt, newMission } = manageWords.value;
  const asked = useAsked(() => read(community), [community]);
  return (
    <section>
      <h2>{openMissions}</h2>
      <Outcome asked={asked}>
        {(all) => (
          <>
            {all.length === 0 && <p class="quiet">{noneOpen}</p>}
            <ul class="lines">
              {all.map(({ mission, count }) => (
                <li key={mission.id}>
                  <a href={`${BASE}/manage/${community}/missions/${mission.id}`}>
                    <span>
                      <strong dir="auto">{mission.title}</strong> <Due mission={mission} />
                    </span>
                    <em>
                      {answeredOf(count.answered, count.sent)}
                      {toReview(count) > 0 && <> · {toLookAt(toReview(count))}</>}
                    </em>
                  </a>
                </li>
              ))}
            </ul>
            <a class="button plain" href={`${BASE}/manage/${community}/missions/new`}>
              {newMission}
            </a>
          </>
        )}
      </Outcome>
    </section>
  );
}

const toReview = (count: { answered: number; accepted: number; returned: number }) =>
  count.answered - count.accepted - count.returned;

export function Due({ mission }: { mission: Sent }) {
  const { until } = manageWords.value;
  return mission.due_at ? <small class="when">{until(at(mission.due_at))}</small> : null;
}
