/** What of mine was hidden from a community, and what I say to that. */
import { getAll, type Schema, send } from "../core/api";
import { things } from "../core/store";

export type Hiding = Schema["HidingRead"];

export const hidings = () => getAll<Hiding>("/v1/hidings", 200);
export const appeal = (id: string, text: string) => send<Hiding>("PUT", `/v1/hidings/${id}/appeal`, { text });

/** The name of the community, where it is one of mine. */
export const placeOf = ({ community_id }: Hiding): string => {
  const membership = things("membership").find(({ local }) => {
    const community = local?.community as { id?: string } | undefined;
    return (community?.id ?? local?.community_id) === community_id;
  });
  return (membership?.local?.community as { name?: string } | undefined)?.name ?? "";
};
