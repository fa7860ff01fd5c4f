/** What a report is made of. */

interface Named {
  id: string;
  name: string;
}

export type Kind = "figures" | "text" | "quotes" | "stories" | "plan" | "themes" | "tree";

export interface Section {
  kind: Kind;
  title?: string | null;
  text?: string | null;
  codes?: string[];
  quotes?: string[];
  stories?: string[];
}

export interface Report {
  id: string;
  community_id: string;
  programme: Named | null;
  kind: string;
  title: string;
  starts_on: string;
  ends_on: string;
  sections: Section[];
  state: string;
  edition: number | null; // the latest that was published
  version: number;
}

export interface Begun {
  community_id: string;
  programme_id: string | null;
  kind: "synthesis" | "annual";
  title: string;
  starts_on: string;
  ends_on: string;
}

export interface Figure {
  code: string;
  label: string;
  definition: string;
  unit: string;
  value: number | null;
  withheld: boolean;
  k: number;
  parts: { code: string; label: string; value: number | null; people: number | null; withheld: boolean }[];
}

export interface Figures {
  is_over: boolean;
  figures: Figure[];
}

export interface EditionSection {
  kind: string;
  title: string;
  text: string | null;
  figures: Figure[];
  quotes: { excerpt: string | null; attributed_to: string | null }[];
  stories: { title: string | null; summary: string | null; author: string | null }[];
  actions: { title: string | null; owner: string | null; structure: string | null; progress: number }[];
  themes: { theme: string; proposals: number }[];
  talents: { skill: string; have: number }[];
}

export interface Edition {
  number: number;
  community: Named;
  title: string;
  starts_on: string;
  ends_on: string;
  sections: EditionSection[];
}

export interface Check {
  figures: { code: string; label: string; result: string; note: string | null }[];
}

export interface Granted {
  id: string;
  community: Named;
  title: string;
  edition: number;
}
