/** The parent or guardian who agrees to what somebody under fifteen shows. */
import { get, getAll, type Schema, send } from "../core/api";

export type Guardian = Schema["GuardianRead"];
export type KeptPlace = Schema["KeptPlaceRead"];
const AT = "/v1/me/guardian";

export const ACTS = ["publish", "share", "share_private", "join"] as const;

export const guardian = () => get<Guardian>(AT);
export const ask = (email: string, name: string) => send<Guardian>("PUT", AT, { email, name: name || null });
export const end = () => send<void>("DELETE", AT);
export const places = () => getAll<KeptPlace>("/v1/me/kept-places", 100);
