/** The missions that a series sent, the one that came last first. */
import type { Sent } from "../../nouns/boards";
import { at } from "../../parts/time";
import { BASE } from "../../router";
import { manageWords } from "../../words/manage";

export function Series({ all }: { all: Sent[] }) {
  const { noneYet, missionStates } = manageWords.value;
  if (!all.length) return <p class="quiet">{noneYet}</p>;
  return (
    <ul class="lines one-column">
      {all.map(({ id, community_id, opened_at, opens_at, state }) => (
        <li key={id}>
          <a href={`${BASE}/manage/${community_id}/missions/${id}`}>
            {at(opened_at ?? opens_at ?? "")} <em>{missionStates[state]}</em>
          </a>
        </li>
      ))}
    </ul>
  );
}
