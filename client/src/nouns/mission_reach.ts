/** Before a mission is sent: how many came this week, and how many members it is for. */
import { person } from "../core/store";
import type { Sent } from "./boards";
import type { Draft } from "./mission_drafts";
import type { Member } from "./teams";

const WEEK = 7 * 86_400_000; // milliseconds

/** How many missions came in the week before it would come. */
export function weekOf(all: Sent[], draft: Draft): number {
  const moment = draft.opens_at ? Date.parse(draft.opens_at) : Date.now();
  return all.filter(({ id, recurrence, state, opened_at, opens_at }) => {
    const came = Date.parse(opened_at ?? opens_at ?? "");
    return (
      id !== draft.id &&
      !recurrence &&
      ["open", "closed", "scheduled"].includes(state) &&
      came > moment - WEEK &&
      came <= moment
    );
  }).length;
}

/** How many members it is for; null: the server alone knows. */
export function reach({ audience }: Draft, all: Member[]): number | null {
  const members = all.filter(({ user }) => user.id !== person.value?.id); // who sends it does not get it
  if (audience.type === "all") return members.length;
  if (audience.type === "tags")
    return members.filter(({ tags }) => tags?.some((tag) => audience.tags?.includes(tag))).length;
  if (audience.type === "roles") return members.filter(({ role }) => audience.roles?.includes(role)).length;
  return null;
}
