/** The programmes of a community that its members may know of. */
import { addresses, type Programme } from "../nouns/programmes";
import { isAskedOfMe, type Proposal, addresses as plans } from "../nouns/proposals";
import { useLook } from "../parts/look";
import { BASE } from "../router";
import { choiceWords } from "../words/choices";
import { programmeWords } from "../words/programmes";

const SHOWN = new Set(["running", "closed", "reported"]);

export function CommunityProgrammes({ id }: { id: string }) {
  const { programmes, states } = programmeWords.value;
  const { value } = useLook<{ items: Programme[] }>(addresses.ofCommunity(id));
  const all = value?.items.filter(({ state }) => SHOWN.has(state)) ?? [];
  if (!all.length) return null;
  return (
    <section>
      <h2>{programmes}</h2>
      <ul class="lines">
        {all.map(({ id, title, state }) => (
          <li key={id}>
            <a href={`${BASE}/programmes/${id}`}>
              <span dir="auto">{title}</span> <em>{states[state]}</em>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The way to the plan, where there is one; above all to what somebody is asked to carry. */
export function PlanWay({ id }: { id: string }) {
  const { value } = useLook<{ items: Proposal[] }>(plans.plan(id));
  if (!value?.items.length) return null;
  const asked = value.items.filter(isAskedOfMe);
  const way = (
    <a class="button plain" href={`${BASE}/communities/${id}/plan`}>
      {choiceWords.value.plan}
    </a>
  );
  if (!asked.length) return <p>{way}</p>;
  return (
    <aside class="note">
      <p>{choiceWords.value.namedYou}</p>
      {asked.map(({ id: action, title }) => (
        <p key={action} dir="auto">
          <strong>{title}</strong>
        </p>
      ))}
      {way}
    </aside>
  );
}
