/** Ways into a community: a code, a link, a picture for a wall, mails. */
import type { components } from "api";
import { getAll, getFile, send } from "../core/api";

type Schema = components["schemas"];
export type Invitation = Schema["InvitationRead"];
const path = (community: string) => `/v1/communities/${community}/invitations`;

export const invitations = (community: string) => getAll<Invitation>(`${path(community)}?state=active`);
export const invite = (community: string, body: Schema["InvitationWrite"]) =>
  send<Invitation>("POST", path(community), body);
export const revoke = ({ community_id, id }: Invitation) => send("DELETE", `${path(community_id)}/${id}`);
export const picture = ({ community_id, id }: Invitation) =>
  getFile(`${path(community_id)}/${id}/qr.svg`, "image/svg+xml");
export const mail = ({ community_id, id }: Invitation, emails: string[], message: string) =>
  send<Schema["InvitationDeliveryRead"]>("POST", `${path(community_id)}/${id}/deliveries`, {
    emails,
    message: message.trim() || null,
  });

const ADDRESS = /[^\s,;:<>"'()[\]]+@[^\s,;:<>"'()[\]]+\.[^\s,;:<>"'()[\]]+/g;

/** The addresses in what was pasted: lines, a column of a sheet, or a whole sheet. Each once. */
export const addressesIn = (text: string): string[] => [
  ...new Set((text.match(ADDRESS) ?? []).map((one) => one.toLowerCase())),
];
