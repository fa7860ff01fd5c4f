/** What of mine is published: stories and portraits. */
import type { Item } from "../core/db";
import { things } from "../core/store";

export interface Publication {
  type: "story" | "portrait";
  id: string;
  title: string;
}

/** The title of an edition stands in its content. */
function titleOf({ local }: Item, fallback: string): string {
  const content = local?.content as { title?: string; headline?: string } | undefined;
  return (
    (local?.title as string | undefined) ??
    content?.title ??
    content?.headline ??
    (local?.headline as string | undefined) ??
    fallback
  );
}

export function publications(portrait: string): Publication[] {
  const stories = things("story").filter(({ local }) => local);
  const portraits = things("portrait").filter(({ local }) => local?.published_at || local?.edition);
  return [
    ...stories.map((item) => ({ type: "story" as const, id: item.id, title: titleOf(item, "") })),
    ...portraits.map((item) => ({ type: "portrait" as const, id: item.id, title: titleOf(item, portrait) })),
  ];
}
