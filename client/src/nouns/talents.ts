/** What I can do, offer or seek: with the moments that show it, and who recognises it. */
import type { components } from "api";
import type { Item } from "../core/db";
import { draft, keepDraft } from "../core/drafts";
import { keep, remove, thing, things } from "../core/store";
import { type Moment, moments } from "./experiences";

type Schemas = components["schemas"];
export type Skill = Schemas["SkillRead"];
export type Stance = "has" | "offers" | "seeks";
export type Talent = Item & { local: Schemas["TalentRead"] };
export type Tree = Schemas["TalentTreeRead"];
export type Framework = Schemas["FrameworkTreeRead"];
export type Frameworks = { items: Schemas["FrameworkRead"][] };
export type Suggestions = Schemas["SkillSuggestionsRead"];

export const STANCES: Stance[] = ["has", "offers", "seeks"];
export const LEVELS = [1, 2, 3, 4];
export const EVERYDAY = "/v1/frameworks/everyday-skills"; // forty skills, for whoever has no network
export const TREE = "/v1/talents/tree";
export const FRAMEWORKS = "/v1/frameworks";

export const nameOfSkill = (skill: { labels: Record<string, string>; code?: string } | undefined, tag: string) =>
  skill ? (skill.labels[tag] ?? skill.labels.fr ?? Object.values(skill.labels)[0] ?? skill.code ?? "") : "";

export const talents = (): Talent[] =>
  (things("talent") as Talent[])
    .filter(({ local }) => local?.skill)
    .sort((one, other) => one.local.skill.code.localeCompare(other.local.skill.code));

export const talent = (id: string) => thing("talent", id) as Talent | undefined;

export interface Family {
  code: string;
  name: string;
  talents: Talent[];
}

/** A talent stands in the domain whose code its own begins with. */
export function families(all: Talent[], tree: Tree | undefined, tag: string, other: string): Family[] {
  const found = new Map<string, Family>();
  for (const one of all) {
    const { framework, code } = one.local.skill;
    const domains = tree?.frameworks.find((each) => each.code === framework)?.domains ?? [];
    const domain = domains.find((each) => code === each.code || code.startsWith(`${each.code}.`));
    const key = domain ? domain.code : framework;
    const family = found.get(key) ?? { code: key, name: domain ? nameOfSkill(domain, tag) : other, talents: [] };
    family.talents.push(one);
    found.set(key, family);
  }
  return [...found.values()];
}

export const add = (skill: Skill, evidence: string[] = [], stance: Stance = "has", level = 2) =>
  keep("talent", skill.id, { skill_id: skill.id, skill, level, stance, evidence, recognitions: [] });

export const changeTalent = (id: string, members: Partial<Schemas["TalentRead"]>) => keep("talent", id, members);

export const drop = (id: string) => remove("talent", id);

export const evidenceOf = ({ local }: Talent): Moment[] => moments().filter(({ id }) => local.evidence.includes(id));

/** What my moments cite and I do not count among my talents: the most often shown first. */
export function fromMoments(refused: string[]): { skill: Skill; moments: Moment[] }[] {
  const known = new Set([...things("talent").map(({ id }) => id), ...refused]);
  const found = new Map<string, { skill: Skill; moments: Moment[] }>();
  for (const moment of moments()) {
    for (const skill of (moment.local.skills ?? []) as (Skill | string)[]) {
      if (typeof skill === "string" || known.has(skill.id)) continue;
      const entry = found.get(skill.id) ?? { skill, moments: [] };
      entry.moments.push(moment);
      found.set(skill.id, entry);
    }
  }
  return [...found.values()].sort((one, other) => other.moments.length - one.moments.length);
}

/** What I said no to where only this phone knew of it, as older applications kept it. */
export const ownRefusals = async (of: string) => (await draft<string[]>(`refused ${of}`)) ?? [];
export const forgetOwnRefusals = (of: string) => keepDraft(`refused ${of}`, undefined);
