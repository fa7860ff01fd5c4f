/** My Portrait: what I chose for it, what it then shows, and what was published of it. */
import type { components } from "api";
import { getFile, send } from "../core/api";
import type { Item } from "../core/db";
import { uuid7 } from "../core/ids";
import { keep, thing, things } from "../core/store";

type Schemas = components["schemas"];
export type Settings = Schemas["PortraitRead"];
export type Portrait = Item & { local: Settings };
export type Content = Schemas["PortraitContent"];
export type Draft = Schemas["PortraitDraftRead"];
export type Edition = Schemas["PortraitEditionRead"];
export type AnyPortrait = Schemas["AnyPortraitDetailRead"];
export type Section = Content["sections"][number];
export type Chosen = Settings["sections"][number];
export type Kind = Chosen["kind"];

export const TEMPLATES: Settings["template"][] = ["notebook", "poster", "classic"];
/** In the order in which they come by themselves. `family` comes only where its person chooses it. */
const OF_THEMSELVES: Kind[] = [
  "talents",
  "work",
  "immersion",
  "training",
  "volunteering",
  "leisure",
  "event",
  "other",
  "stories",
  "learning",
];
export const KINDS: Kind[] = [...OF_THEMSELVES, "family"];

export const portraits = (): Portrait[] =>
  (things("portrait") as Portrait[])
    .filter(({ local }) => local)
    .sort((one, other) => (one.local.created_at ?? "~").localeCompare(other.local.created_at ?? "~"));

export const portrait = (id: string) => thing("portrait", id) as Portrait | undefined;

const FIRST = {
  name: "",
  headline: null,
  about: null,
  template: "notebook" as const,
  languages: [],
  translations: {},
  sections: [],
  pinned_stories: [],
  pinned_talents: [],
  show_contact: false,
  show_photo: false,
};

/** Begin one, with what another one has. It composes itself once it is at the server. */
export async function begin(name: string, like?: Portrait): Promise<string> {
  const id = uuid7();
  const { local } = like ?? {};
  const copied = local && Object.fromEntries(Object.keys(FIRST).map((key) => [key, local[key as keyof typeof FIRST]]));
  await keep("portrait", id, { ...FIRST, ...copied, name });
  return id;
}

export const changePortrait = (id: string, members: Partial<Settings>) =>
  keep("portrait", id, members as Record<string, unknown>);

export const addresses = {
  any: (id: string) => `/v1/portraits/${id}`,
  draft: (id: string) => `/v1/portraits/${id}/draft`,
  edition: (id: string, number: number) => `/v1/portraits/${id}/editions/${number}`,
};

const plain = (kind: Kind): Chosen => ({ kind, id: null, title: null, text: null, only: [], left_out: [], most: null });

/** The sections that stand: those that were chosen, else all that come by themselves. */
export const sectionsOf = ({ local }: Portrait): Chosen[] =>
  local.sections?.length ? local.sections : OF_THEMSELVES.map(plain);

const save = (one: Portrait, sections: Chosen[]) => changePortrait(one.id, { sections });

export const leaveOut = (one: Portrait, kind: Kind, key: string) =>
  save(
    one,
    sectionsOf(one).map((each) => (each.kind === kind ? { ...each, left_out: [...each.left_out, key] } : each)),
  );

export const bringBack = (one: Portrait, kind: Kind, key: string) =>
  save(
    one,
    sectionsOf(one).map((each) =>
      each.kind === kind ? { ...each, left_out: each.left_out.filter((id) => id !== key) } : each,
    ),
  );

export const hideSection = (one: Portrait, kind: Kind) =>
  save(
    one,
    sectionsOf(one).filter((each) => each.kind !== kind),
  );

export const showSection = (one: Portrait, kind: Kind) => save(one, [...sectionsOf(one), plain(kind)]);

/** Before the section that is seen above it: those that show nothing do not count. */
export function raise(one: Portrait, kind: Kind, above: Kind): Promise<void> {
  const all = sectionsOf(one);
  const moved = all.find((each) => each.kind === kind)!;
  const rest = all.filter((each) => each !== moved);
  const place = rest.findIndex((each) => each.kind === above);
  return save(one, [...rest.slice(0, place), moved, ...rest.slice(place)]);
}

export const pinStory = (one: Portrait, id: string) =>
  changePortrait(one.id, { pinned_stories: [...one.local.pinned_stories, id] });
export const unpinStory = (one: Portrait, id: string) =>
  changePortrait(one.id, { pinned_stories: one.local.pinned_stories.filter((each) => each !== id) });

/** Names that a draft and an edition give in their own ways. */
const OWN = new Set(["key", "moment", "edition", "published_at", "pdf", "id", "url", "variants", "thumbhash"]);

/** What a reader would see, in one text: whether a draft says the same as an edition. */
export function gist(value: unknown): string {
  if (Array.isArray(value)) return `[${value.filter((each) => typeof each !== "string").map(gist)}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value).filter(([name]) => !OWN.has(name));
  return members
    .map(([name, each]) => `${name}:${gist(each)}`)
    .sort()
    .join();
}

export const withdraw = (id: string) => send("DELETE", `/v1/portraits/${id}/publication`);

/** The edition on paper. The link, if there is one, is printed as QR codes: of the page, and of each recording. */
export const paper = (id: string, number: number, link?: string) =>
  getFile(`/v1/portraits/${id}/editions/${number}.pdf${link ? `?link=${link}` : ""}`, "application/pdf");

/** Whether something in it can be heard or seen only where it is played. */
export const hasRecordings = ({ sections }: Content) =>
  sections.some(
    (section) =>
      "moments" in section &&
      section.moments.some(({ media }) => media.some(({ kind }) => kind === "audio" || kind === "video")),
  );
