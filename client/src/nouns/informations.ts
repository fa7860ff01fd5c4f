/** What the team of a community tells its members. It asks for no answer. */
import type { components } from "api";
import { getAll, send } from "../core/api";

export type Information = components["schemas"]["InformationRead"];
const path = (community: string) => `/v1/communities/${community}/informations`;

export const informationsOf = (community: string) => getAll<Information>(path(community));
export interface Draft {
  title: string;
  text: string;
  until: string | null;
  media: string[];
  for_everybody: boolean;
}

export const inform = (community: string, draft: Draft) =>
  send<Information>("POST", path(community), { ...draft, title: draft.title.trim(), text: draft.text.trim() });
export const unsay = ({ id, community_id }: Information) => send("DELETE", `${path(community_id)}/${id}`);
