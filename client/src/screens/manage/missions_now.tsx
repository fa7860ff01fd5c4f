/** How the missions that are open stand: answers to read among what waits, all of them under the inbox. */
import { inTime, isBeingSent, type Sent, sentIn, type Tally, tally } from "../../nouns/boards";
import { submitted } from "../../nouns/proposals";
import { type Asked, Outcome, useAsked, useFollowing } from "../../parts/asked";
import { at } from "../../parts/time";
import { BASE } from "../../router";
import { manageWords } from "../../words/manage";

const MOST = 8;

export type OpenMissions = { mission: Sent; count: Tally; toRead: number }[];

async function read(community: string): Promise<OpenMissions> {
  const open = (await sentIn(community)).filter(({ state, recurrence }) => state === "open" && !recurrence);
  return Promise.all(
    inTime(open)
      .slice(0, MOST)
      .map(async (mission) => {
        const count = await tally(mission.id);
        return { mission, count, toRead: await waiting(mission, count) };
      }),
  );
}

/** Those that are open, if I may read them. */
export function useOpenMissions(community: string, isAllowed: boolean): Asked<OpenMissions> {
  const asked = useAsked(async () => (isAllowed ? read(community) : []), [community, isAllowed]);
  useFollowing(asked, (all) => all.some(({ mission }) => isBeingSent(mission)));
  return asked;
}

/** How many answers or ideas nobody of the team read yet; answers of other kinds are not decided on. */
async function waiting({ id, kind }: Sent, { answered, accepted, returned }: Tally): Promise<number> {
  if (kind === "proposal") return (await submitted(id)).length;
  return kind === "experience" ? answered - accepted - returned : 0;
}

export const unread = (all: OpenMissions) => all.filter(({ toRead }) => toRead > 0);

export function ToRead({ community, all }: { community: string; all: OpenMissions }) {
  const { toLookAt, ideasToRead } = manageWords.value;
  return (
    <ul class="lines one-column">
      {all.map(({ mission, toRead }) => (
        <li key={mission.id}>
          <a href={`${BASE}/manage/${community}/missions/${mission.id}`}>
            <span>
              <strong dir="auto">{mission.title}</strong>
            </span>{" "}
            <em>{mission.kind === "proposal" ? ideasToRead(toRead) : toLookAt(toRead)}</em>
          </a>
        </li>
      ))}
    </ul>
  );
}

export function Missions({ community, asked }: { community: string; asked: Asked<OpenMissions> }) {
  const { openMissions, noneOpen, answeredOf, newMission } = manageWords.value;
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
                    <em>{answeredOf(count.answered, count.sent)}</em>
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

export function Due({ mission }: { mission: Sent }) {
  const { until } = manageWords.value;
  return mission.due_at ? <small class="when">{until(at(mission.due_at))}</small> : null;
}
