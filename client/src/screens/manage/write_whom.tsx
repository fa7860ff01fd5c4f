/** To whom: all, those with a tag, those of a role, or those who have not answered another one. */
import type { Sent } from "../../nouns/boards";
import type { Audience, Draft } from "../../nouns/mission_drafts";
import { reach } from "../../nouns/mission_reach";
import type { Member, Role } from "../../nouns/teams";
import { Select } from "../../parts/select";
import { manageWords } from "../../words/manage";
import type { Change } from "./write";

interface Properties {
  draft: Draft;
  change: Change;
  people: Member[];
  missions: Sent[];
}
const KINDS = ["all", "tags", "roles", "not_answered"] as const;
const ROLES: Role[] = ["member", "facilitator", "manager"];
const flip = <T,>(list: readonly T[] | null | undefined, one: T) =>
  list?.includes(one) ? list.filter((other) => other !== one) : [...(list ?? []), one];

export function Whom({ draft, change, people, missions }: Properties) {
  const w = manageWords.value;
  const { audience } = draft;
  const tags = [...new Set(people.flatMap((one) => one.tags ?? []))].sort();
  const opened = missions.filter(({ opened_at, recurrence }) => opened_at && !recurrence);
  const set = (members: Partial<Audience>) => change({ audience: { ...audience, ...members } });
  const count = reach(draft, people);
  return (
    <fieldset>
      <legend>{w.toWhom}</legend>
      <div class="chips">
        {KINDS.filter((kind) => (kind !== "tags" || tags.length) && (kind !== "not_answered" || opened.length)).map(
          (kind) => (
            <button key={kind} type="button" aria-pressed={audience.type === kind} onClick={() => set({ type: kind })}>
              {w.audienceKinds[kind]}
            </button>
          ),
        )}
      </div>
      {audience.type === "tags" &&
        tags.map((tag) => (
          <label key={tag} class="tick">
            <input
              type="checkbox"
              checked={Boolean(audience.tags?.includes(tag))}
              onChange={() => set({ tags: flip(audience.tags, tag) })}
            />{" "}
            {tag}
          </label>
        ))}
      {audience.type === "roles" &&
        ROLES.map((role) => (
          <label key={role} class="tick">
            <input
              type="checkbox"
              checked={Boolean(audience.roles?.includes(role))}
              onChange={() => set({ roles: flip(audience.roles, role) })}
            />{" "}
            {w.roles[role]}
          </label>
        ))}
      {audience.type === "not_answered" && (
        <Select
          id="unanswered"
          label={w.whichMission}
          value={audience.mission_id ?? ""}
          none="–"
          options={opened.map(({ id, title }) => [id, title] as const)}
          onValue={(value) => set({ mission_id: value || null })}
        />
      )}
      {count !== null && (
        <p class="quiet" role="status">
          {w.reaches(count)}
        </p>
      )}
    </fieldset>
  );
}
