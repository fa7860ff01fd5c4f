/** The devices that I am signed in on, and what happened to the way into my account. */
import { get, type Page, type Schema, send } from "../core/api";

export type Session = Schema["SessionRead"];
export type SecurityEvent = Schema["SecurityEventRead"];
export type Identity = Schema["IdentityRead"];

export const sessions = () => get<Page<Session>>("/v1/sessions?limit=50").then(({ items }) => items);
export const end = (id: string) => send<void>("DELETE", `/v1/sessions/${id}`);
export const events = () => get<Page<SecurityEvent>>("/v1/me/security-events?limit=20").then(({ items }) => items);
export const identities = () => get<Page<Identity>>("/v1/me/identities").then(({ items }) => items);
export const detach = (id: string) => send<void>("DELETE", `/v1/me/identities/${id}`);
