/** The way from a mission to its ideas: what becomes of them is said before; mine first, then those of others. */
import type { Mission } from "../nouns/missions";
import { addresses, counted, isMine, type Proposal } from "../nouns/proposals";
import { BASE } from "../router";
import { choiceWords } from "../words/choices";
import { Fault } from "./fault";
import { useLook } from "./look";
import "./proposals.css";

export default function ProposalWay({ mission }: { mission: Mission }) {
  const { perPerson, approvedFirst, shownAtOnce, hiddenUntil, propose, enough, noIdeaYet, ideas, myIdeas } =
    choiceWords.value;
  const { value, fault } = useLook<{ items: Proposal[] }>(addresses.ofMission(mission.id));
  const { max_per_person, approval, hidden_until_reveal } = mission.local.proposal!;
  const all = value?.items ?? [];
  const mine = all.filter(isMine);
  const others = all.filter((one) => !isMine(one));
  const isOpen = mission.local.state === "open";
  const isFull = counted(all) >= max_per_person;
  return (
    <section>
      {isOpen && (
        <p class="quiet">
          {perPerson(max_per_person)} {approval === "after" ? shownAtOnce : approvedFirst}{" "}
          {hidden_until_reveal && hiddenUntil}
        </p>
      )}
      {isOpen && !isFull && (
        <a class="button" href={`${BASE}/missions/${mission.id}/ideas/new`}>
          {propose}
        </a>
      )}
      {isOpen && isFull && <p class="quiet">{enough}</p>}
      <Fault text={fault} />
      {mine.length > 0 && <Ideas name={myIdeas} all={mine} />}
      {others.length > 0 && <Ideas name={ideas} all={others} />}
      {value && all.length === 0 && <p class="quiet">{noIdeaYet}</p>}
    </section>
  );
}

export function Ideas({ name, all }: { name: string; all: Proposal[] }) {
  return (
    <>
      <h2>{name}</h2>
      <ul class="cards">
        {all.map((one) => (
          <li key={one.id} class="card">
            <IdeaCard proposal={one} />
          </li>
        ))}
      </ul>
    </>
  );
}

function IdeaCard({ proposal }: { proposal: Proposal }) {
  const { states } = choiceWords.value;
  const { id, title, themes, state } = proposal;
  return (
    <a href={`${BASE}/proposals/${id}`}>
      {themes.length > 0 && <span class="when">{themes.join(" · ")}</span>}
      <strong dir="auto">{title}</strong>
      {(isMine(proposal) || state !== "approved") && <span class="when">{states[state]}</span>}
    </a>
  );
}
