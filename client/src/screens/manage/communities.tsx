/** The communities that I look after. */
import { led } from "../../nouns/teams";
import { Outcome, useAsked } from "../../parts/asked";
import { BASE } from "../../router";
import { manageWords } from "../../words/manage";

export default function Communities() {
  const { yourCommunities, noCommunity, roles } = manageWords.value;
  const asked = useAsked(led);
  return (
    <div class="wide one-column">
      <h1>{yourCommunities}</h1>
      <Outcome asked={asked}>
        {(found) => (
          <>
            {found.length === 0 && <p class="quiet">{noCommunity}</p>}
            <ul class="lines">
              {found.map(({ id, name, membership }) => (
                <li key={id}>
                  <a href={`${BASE}/manage/${id}`}>
                    <span dir="auto">{name}</span> <em>{roles[membership!.role]}</em>
                  </a>
                </li>
              ))}
            </ul>
          </>
        )}
      </Outcome>
    </div>
  );
}
