/** The programmes of a community: those that run first. */
import { type Programme, programmesOf } from "../../nouns/programmes";
import { Outcome, useAsked } from "../../parts/asked";
import { day } from "../../parts/time";
import { BASE } from "../../router";
import { programmeWords } from "../../words/programmes";
import { Frame } from "./frame";

const ORDER = ["running", "draft", "closed", "reported", "abandoned"];

export default function Programmes({ community }: { community: string }) {
  return (
    <Frame id={community} at="programmes">
      {() => <List community={community} />}
    </Frame>
  );
}

function List({ community }: { community: string }) {
  const { newProgramme, none, states } = programmeWords.value;
  const asked = useAsked(() => programmesOf(community), [community]);
  return (
    <div class="one-column">
      <p>
        <a class="button" href={`${BASE}/manage/${community}/programmes/new`}>
          {newProgramme}
        </a>
      </p>
      <Outcome asked={asked}>
        {(all) => (
          <>
            {all.length === 0 && <p class="quiet">{none}</p>}
            {ORDER.map((state) => (
              <Part key={state} name={states[state]!} all={all.filter((one) => one.state === state)} />
            ))}
          </>
        )}
      </Outcome>
    </div>
  );
}

function Part({ name, all }: { name: string; all: Programme[] }) {
  const { stepCount, from } = programmeWords.value;
  if (!all.length) return null;
  return (
    <section>
      <h2>{name}</h2>
      <ul class="lines">
        {all.map(({ id, community_id, title, steps, starts_on, ends_on }) => (
          <li key={id}>
            <a href={`${BASE}/manage/${community_id}/programmes/${id}`}>
              <span>
                <strong dir="auto">{title}</strong>{" "}
                <small class="when">{from(day(starts_on), ends_on && day(ends_on))}</small>
              </span>
              <em>{stepCount(steps.length)}</em>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
