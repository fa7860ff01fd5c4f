/** What readers said of my things. */
import type { components } from "api";
import { send } from "../core/api";
import type { Item } from "../core/db";
import { person, remove, things } from "../core/store";

type Schemas = components["schemas"];
export type Comment = Item & { local: Schemas["CommentRead"] };

/** The latest first. What I said myself is not among them. */
export const commentsOn = (type: Schemas["TargetType"], id: string | null): Comment[] =>
  (things("comment") as Comment[])
    .filter(({ local }) => local?.target.type === type && local.target.id === id)
    .filter(({ local }) => local.author?.id !== person.value?.id)
    .sort((one, other) => other.local.created_at.localeCompare(one.local.created_at));

/** It is gone for whoever said it, too. */
export const takeAway = (id: string) => remove("comment", id);

/** Take it away, and hear nothing of that person any more. The server has to know it at once. */
export async function block(id: string): Promise<void> {
  await send("DELETE", `/v1/comments/${id}?block=true`);
  await takeAway(id);
}
