/** How I want to hear of things. */
import { get, type Schema, send } from "../core/api";

export type Preferences = Schema["PreferencesRead"];
export type Rule = Schema["PreferenceRead"];
export type Channels = Pick<Rule, "push" | "email">;
const AT = "/v1/notifications/preferences";

export const preferences = () => get<Preferences>(AT);
export const write = ({ rhythm, rules }: Preferences) => send<Preferences>("PUT", AT, { rhythm, rules });

const isOf = (type: string | null) => (rule: Rule) => rule.community_id === null && rule.type === type;

/** What is said of a type, or of all; nothing said: null. */
export const saidOf = (all: Preferences, type: string | null): Channels => {
  const { push = null, email = null } = all.rules.find(isOf(type)) ?? {};
  return { push, email };
};

/** The same preferences, with another thing said of a type, or of all. What is said of communities stays. */
export function withSaid(all: Preferences, type: string | null, said: Partial<Channels>): Preferences {
  const before = all.rules.find(isOf(type)) ?? { community_id: null, type, in_app: null, push: null, email: null };
  const rule = { ...before, ...said } as Rule;
  const says = rule.in_app !== null || rule.push !== null || rule.email !== null;
  return { ...all, rules: [...all.rules.filter((one) => !isOf(type)(one)), ...(says ? [rule] : [])] };
}
