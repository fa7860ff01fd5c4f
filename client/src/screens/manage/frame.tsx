/** What stands over each screen of a community that I look after. */
import type { ComponentChildren } from "preact";
import { type Community, community, isLed, isManaged } from "../../nouns/teams";
import { Outcome, useAsked } from "../../parts/asked";
import { BASE } from "../../router";
import { manageWords } from "../../words/manage";

export type Place = "" | "missions" | "programmes" | "rooms" | "plan" | "reports" | "people" | "tree";
interface Properties {
  id: string;
  at: Place;
  children: (community: Community) => ComponentChildren;
}

export function Frame({ id, at, children }: Properties) {
  const { notYours, places, yourCommunities, manage } = manageWords.value;
  const asked = useAsked(() => community(id), [id]);
  const name = asked.value.value?.name;
  return (
    <div class="wide">
      <p class="when">
        <a href={`${BASE}/manage`}>{yourCommunities}</a>
        {name && <> · {name}</>}
      </p>
      {!name && <h1>{manage}</h1>}
      <Outcome asked={asked}>
        {(found) =>
          isLed(found) ? (
            <>
              <h1>{places[at]}</h1>
              <nav class="places" aria-label={found.name}>
                {(Object.keys(places) as Place[])
                  .filter((place) => place !== "missions" || isManaged(found))
                  .map((place) => (
                    <a
                      key={place}
                      href={`${BASE}/manage/${id}${place && `/${place}`}`}
                      aria-current={place === at ? "page" : undefined}
                    >
                      {places[place]}
                    </a>
                  ))}
              </nav>
              {children(found)}
            </>
          ) : (
            <>
              <h1>{manage}</h1>
              <p>{notYours}</p>
            </>
          )
        }
      </Outcome>
    </div>
  );
}
