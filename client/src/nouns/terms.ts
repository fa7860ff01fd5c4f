/** What was chosen in three steps, as the server takes it. */
import type { Audience, Purpose, Right, Terms } from "./grants";

export interface Choice {
  id: string;
  step: 1 | 2 | 3;
  audience: Audience;
  code: string;
  community: string;
  purpose: Purpose;
  rights: Right[];
  days: number | null; // null: until `date`
  date: string;
  passcode: string;
}

function endOf({ days, date }: Choice): string | null {
  const end = date && days === null ? new Date(`${date}T23:59:00`) : new Date();
  if (days !== null) end.setDate(end.getDate() + days);
  return Number.isNaN(end.getTime()) ? null : end.toISOString();
}

/** `of`: the id of what is shared; "all" of all of a kind. */
export function termsOf(choice: Choice, type: Terms["target"]["type"], of: string): Terms {
  const { id, audience, code, community, purpose, rights, passcode } = choice;
  return {
    id,
    target: of === "all" ? { type } : { type, id: of },
    audience: {
      type: audience,
      ...(audience === "user" ? { code } : audience === "community" ? { id: community } : {}),
    },
    purpose,
    rights: ["view", ...rights],
    ends_at: endOf(choice),
    ...(audience === "link" && passcode ? { passcode } : {}),
  };
}
