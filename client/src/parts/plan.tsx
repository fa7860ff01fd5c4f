/** The plan of a community: its actions, each with who carries it and how far it is. */
import type { Proposal } from "../nouns/proposals";
import { BASE } from "../router";
import { choiceWords } from "../words/choices";
import { Action } from "./action";
import "./card.css";

interface Properties {
  all: Proposal[];
  onDone: () => Promise<void>;
  isTeam?: boolean;
}

export function Plan({ all, onDone, isTeam }: Properties) {
  const { planLead, noAction } = choiceWords.value;
  return (
    <>
      <p class="quiet">{all.length ? planLead : noAction}</p>
      <ul class="cards">
        {all.map((one) => (
          <li key={one.id} class="card access">
            <strong dir="auto">
              <a href={`${BASE}/proposals/${one.id}?of=communities/${one.community_id}/plan`}>{one.title}</a>
            </strong>
            <Action proposal={one} onDone={onDone} isTeam={Boolean(isTeam)} />
          </li>
        ))}
      </ul>
    </>
  );
}
