/** What readers said of my things. */
import type { components } from "api";
import type { Item } from "../core/db";
import { person, things } from "../core/store";

type Schemas = components["schemas"];
export type Comment = Item & { local: Schemas["CommentRead"] };

/** The latest first. What I said myself is not among them. */
export const commentsOn = (type: Schemas["TargetType"], id: string | null): Comment[] =>
  (things("comment") as Comment[])
    .filter(({ local }) => local?.target.type === type && local.target.id === id)
    .filter(({ local }) => local.author?.id !== person.value?.id)
    .sort((one, other) => other.local.created_at.localeCompare(one.local.created_at));
