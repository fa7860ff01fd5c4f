/** Stories: what carnets became. An edition is frozen; the latest that was read stays on this phone. */
import type { components } from "api";
import { get, send } from "../core/api";
import type { Item } from "../core/db";
import { draft, keepDraft } from "../core/drafts";
import { pathOf } from "../core/paths";
import { addressAt } from "../core/pictures";
import { Offline } from "../core/refusals";
import { thing, things } from "../core/store";
import { moment, type Picture } from "./experiences";
import type { Journal } from "./journals";

type Schemas = components["schemas"];
export type Detail = Schemas["StoryDetailRead"];
export type Content = Schemas["EditionContent"];
export type EditionBlock = Content["blocks"][number];
export type Lived = Schemas["EditionExperience"];
export type Hiding = Schemas["HidingRead"];
export type Story = Item & { local: Schemas["StoryRead"] };

export const stories = (): Story[] =>
  (things("story") as Story[])
    .filter(({ local }) => local)
    .sort((one, other) => other.local.published_at.localeCompare(one.local.published_at));

export const story = (id: string) => thing("story", id) as Story | undefined;

export interface Reading {
  detail: Detail;
  isKept: boolean; // read before, and shown again without network
}

/** One's own is kept here as it was last seen; what others show is asked for each time. */
export async function read(id: string): Promise<Reading> {
  try {
    const detail = await get<Detail>(`/v1/stories/${id}`);
    if (!detail.rights) await keepDraft(`story:${id}`, detail);
    return { detail, isKept: false };
  } catch (fault) {
    const detail = fault instanceof Offline ? await draft<Detail>(`story:${id}`) : undefined;
    if (!detail) throw fault;
    return { detail, isKept: true };
  }
}

export const edition = (id: string, number: number) =>
  get<Schemas["EditionRead"]>(`/v1/stories/${id}/editions/${number}`);

export const withdraw = (journal: string) => send("DELETE", `/v1/journals/${journal}/publication`);

/** Why communities do not see it, as those say who look after them. */
export async function hidingsOf(id: string): Promise<Hiding[]> {
  const { items } = await get<{ items: Hiding[] }>("/v1/hidings?limit=100");
  return items.filter(({ target, lifted_at }) => target.id === id && !lifted_at);
}

export const appeal = (hiding: string, text: string) => send("PUT", `/v1/hidings/${hiding}/appeal`, { text });

const FORMS = ["small", "thumb", "audio", "video"];

export function pictureOf(medium: Schemas["EditionMedia"], caption: string | null = null): Picture {
  const form = FORMS.map((name) => medium.variants.find((one) => one.name === name)).find(Boolean);
  return {
    id: medium.id,
    kind: medium.kind,
    address: form && (addressAt(medium.id, form.name) || pathOf(form.url)),
    alt: medium.alt ?? caption ?? "",
    state: undefined,
    transcript: medium.transcript,
  };
}

export interface Differences {
  added: string[];
  removed: string[];
  changed: string[];
}

/** What the carnet says otherwise than the edition: by the names of its blocks. */
export function differences(content: Content, journal: Journal): Differences {
  const before = new Map<string, string>();
  for (const block of content.blocks) before.set(...signed(block));
  const found: Differences = { added: [], removed: [], changed: [] };
  if (content.title !== journal.local.title) found.changed.push(journal.local.title ?? "");
  for (const block of journal.local.blocks ?? []) {
    let [name, words] = ["", ""];
    if (block.kind === "experience") {
      const cited = moment(block.experience_id);
      if (!cited?.local || cited.local.trashed_at) continue;
      const { title, text } = cited.local;
      [name, words] = [title || shortened(text ?? ""), text ?? ""]; // a picture alone has no name of its own
    } else [name, words] = block.kind === "media" ? [block.caption ?? "", ""] : [shortened(block.text), block.text];
    if (!name) continue;
    const was = before.get(name);
    if (was === undefined) found.added.push(name);
    else if (was.trim() !== words.trim()) found.changed.push(name);
    before.delete(name);
  }
  found.removed.push(...[...before.keys()].filter(Boolean));
  return found;
}

const shortened = (text: string) => {
  const line = text.replace(/^#+ */, "").trim().split("\n")[0]!;
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
};

function signed(block: EditionBlock): [string, string] {
  if (block.kind === "experience") return [block.title || shortened(block.text ?? ""), block.text ?? ""];
  if (block.kind === "media") return [block.caption ?? "", ""];
  return [shortened(block.text), block.text];
}
