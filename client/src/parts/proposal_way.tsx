/** The way from a mission to its ideas: what becomes of them is said before; mine first, then those of others. */
import type { Mission } from "../nouns/missions";
import { addresses, counted, isMine, type Proposal, standing, writtenFor } from "../nouns/proposals";
import { BASE } from "../router";
import { choiceWords } from "../words/choices";
import { Fault } from "./fault";
import { useLook } from "./look";
import "./proposals.css";

export default function ProposalWay({ mission }: { mission: Mission }) {
  const w = choiceWords.value;
  const { value, fault } = useLook<{ items: Proposal[] }>(addresses.ofMission(mission.id));
  const { max_per_person, approval, hidden_until_reveal } = mission.local.proposal!;
  const mine = writtenFor(mission.id);
  const others = (value?.items ?? []).filter((one) => !isMine(one));
  const isOpen = mission.local.state === "open";
  const isFull = counted(mine) >= max_per_person;
  return (
    <section>
      {isOpen && (
        <p class="quiet">
          {w.perPerson(max_per_person)} {approval === "after" ? w.shownAtOnce : w.approvedFirst}{" "}
          {hidden_until_reveal && w.hiddenUntil}
        </p>
      )}
      {isOpen && !isFull && (
        <a class="button" href={`${BASE}/missions/${mission.id}/ideas/new`}>
          {w.propose}
        </a>
      )}
      {isOpen && isFull && <p class="quiet">{w.enough}</p>}
      {mine.length > 0 && (
        <Ideas
          name={w.myIdeas}
          of={mission.id}
          all={mine.map((one) => ({ ...one.local, id: one.id, says: w.states[standing(one)] ?? "" }))}
        />
      )}
      <Fault text={fault} />
      {others.length > 0 && (
        <Ideas
          name={w.ideas}
          of={mission.id}
          all={others.map((one) => ({ ...one, says: one.state === "approved" ? "" : (w.states[one.state] ?? "") }))}
        />
      )}
      {value && mine.length + others.length === 0 && <p class="quiet">{w.noIdeaYet}</p>}
    </section>
  );
}

interface Line {
  id: string;
  title: string;
  themes: string[];
  says: string; // what became of it
}

function Ideas({ name, all, of }: { name: string; all: Line[]; of: string }) {
  return (
    <>
      <h2>{name}</h2>
      <ul class="cards">
        {all.map(({ id, title, themes, says }) => (
          <li key={id} class="card">
            <a href={`${BASE}/proposals/${id}?of=missions/${of}/proposals`}>
              {themes.length > 0 && <span class="when">{themes.join(" · ")}</span>}
              <strong dir="auto">{title}</strong>
              {says && <span class="when">{says}</span>}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
