/** Carnets: what is made of moments, texts and headings, and becomes a story. */
import type { components } from "api";
import type { Item } from "../core/db";
import { keepFile } from "../core/files";
import { uuid7 } from "../core/ids";
import { addressAt, addressOf } from "../core/pictures";
import { keep, remove, thing, things } from "../core/store";
import { moment, type Picture, pictures } from "./experiences";

type Schemas = components["schemas"];
export type Block = Schemas["Block"];
export type JournalMembers = Partial<Omit<Schemas["JournalRead"], "blocks">> & { blocks?: Block[] };
export type Journal = Item & { local: JournalMembers };
export type BlockKind = Block["kind"];

const HEADING = /^#{1,6} +([^\n]*)$/;
const lastWritten = ({ local, dirty, touched_at }: Journal) =>
  dirty ? new Date(touched_at).toISOString() : (local.updated_at ?? "");

/** The one that was written last comes first. */
export const journals = (): Journal[] =>
  (things("journal") as Journal[])
    .filter(({ local }) => local)
    .sort((one, other) => lastWritten(other).localeCompare(lastWritten(one)));

export const journal = (id: string) => thing("journal", id) as Journal | undefined;

export async function beginJournal(title: string, blocks: Block[] = [], others: JournalMembers = {}): Promise<string> {
  const id = uuid7();
  await keep("journal", id, { title, summary: null, cover_media_id: null, ...others, blocks });
  return id;
}

export const changeJournal = (id: string, change: JournalMembers | ((local: JournalMembers) => JournalMembers)) =>
  keep("journal", id, change);
export const deleteJournal = (id: string) => remove("journal", id);

/** Is it published now? Then deleting it takes the story away, and each access to it. */
export const isPublished = ({ local }: Journal) => Boolean(local.edition) && !local.withdrawn_at;

const newBlock = () => ({ id: uuid7() });
export const textBlock = (text = ""): Block => ({ kind: "text", ...newBlock(), text });
export const headingBlock = (): Block => textBlock("## ");
export const momentBlock = (experience_id: string): Block => ({ kind: "experience", ...newBlock(), experience_id });

export async function photoBlock(file: File): Promise<Block> {
  const blob = new Blob([await file.arrayBuffer()], { type: file.type });
  const media_id = await keepFile(blob, file.type.startsWith("video") ? "video" : "photo");
  return { kind: "media", ...newBlock(), media_id, caption: null };
}

/** The words of a heading; undefined of a text. */
export const headingOf = (text: string): string | undefined =>
  text === "## " || text === "##" ? "" : HEADING.exec(text)?.[1];

/** What the server takes: a text without words is not sent. */
export const written = (blocks: Block[]): Block[] =>
  blocks.filter(
    (block) => !(block.kind === "text" || block.kind === "quote") || block.text.replace(/^#+\s*/, "").trim(),
  );

/** A medium that stands alone, from this phone or from the server. */
export function pictureOf(media_id: string, caption: string | null = null): Picture {
  const local = thing("media", media_id)?.local as Partial<Schemas["MediaRead"]> | null | undefined;
  const names = (local?.variants ?? []).map(({ name }) => name);
  const name = ["small", "thumb", "audio", "video"].find((one) => names.includes(one));
  return {
    id: media_id,
    kind: local?.kind,
    address: addressOf(media_id) ?? (name && addressAt(media_id, name)),
    alt: local?.alt ?? caption ?? "",
    state: local?.state,
    transcript: local?.transcript ?? null,
  };
}

/** The photos that a carnet shows: one of them can be its cover. */
export function photosOf({ local }: Journal): Picture[] {
  const all = (local.blocks ?? []).flatMap((block) => {
    if (block.kind === "media") return [pictureOf(block.media_id, block.caption ?? null)];
    const cited = block.kind === "experience" ? moment(block.experience_id) : undefined;
    return cited?.local ? pictures(cited) : [];
  });
  const photos = all.filter((one) => one.address && (one.kind === "photo" || one.kind === undefined));
  return photos.filter((one, place) => photos.findIndex(({ id }) => id === one.id) === place);
}
