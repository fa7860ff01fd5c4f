/** People who let me accompany them: who shows what, and until when. Ending soon on top. */
import { useSignal } from "@preact/signals";
import { type Beneficiary, beneficiaries, byEnd, endsSoon, nextEnd } from "../../nouns/beneficiaries";
import { factor } from "../../nouns/second_factor";
import { Outcome, useAsked } from "../../parts/asked";
import { KeyHelp, useKeys } from "../../parts/keys";
import { Proof } from "../../parts/proof";
import { day } from "../../parts/time";
import { BASE } from "../../router";
import { guideWords } from "../../words/guide";
import { Ask } from "./ask";
import { Sent } from "./sent";

/** Null: this session has to prove itself first. */
async function read(): Promise<Beneficiary[] | null> {
  const { verified_until } = await factor();
  return verified_until && Date.parse(verified_until) > Date.now() ? byEnd(await beneficiaries()) : null;
}

export default function People() {
  const { accompany, lead } = guideWords.value;
  const asked = useAsked(async () => ({ people: await read() }));
  const count = useSignal(0); // of what was asked for here
  useKeys();
  return (
    <div class="wide">
      <h1>{accompany}</h1>
      <Outcome asked={asked}>
        {({ people }) =>
          people ? (
            <div class="desk">
              <div class="desk-list">
                <p class="quiet">{lead}</p>
                <List people={people} />
                <KeyHelp />
              </div>
              <div class="desk-content">
                <Ask onAsked={() => count.value++} />
                <Sent key={count.value} />
              </div>
            </div>
          ) : (
            <Proof onProved={() => void asked.again()} />
          )
        }
      </Outcome>
    </div>
  );
}

function List({ people }: { people: Beneficiary[] }) {
  const { nobody, noName, shows, untilDay, noEnd, endsIn } = guideWords.value;
  if (!people.length) return <p>{nobody}</p>;
  return (
    <ul>
      {people.map((person) => {
        const end = nextEnd(person);
        return (
          <li key={person.id}>
            <a class="row" data-row href={`${BASE}/guide/${person.id}`}>
              <strong dir="auto">{person.display_name ?? noName}</strong>
              <small>{shows(person.grants.map(({ target }) => target.type))}</small>
              <small class={endsSoon(end) ? "badge strong" : ""}>
                {end ? (endsSoon(end) ? endsIn(day(end)) : untilDay(day(end))) : noEnd}
              </small>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
