/** Tokens by which programs act for me. */
import { get, type Page, type Schema, send } from "../core/api";

export type Token = Schema["ApiTokenRead"];
export type Use = Schema["ApiTokenUseRead"];
const AT = "/v1/me/tokens";
export const SCOPES = ["journal:read", "journal:write", "grants", "account"] as const;
export type Scope = (typeof SCOPES)[number];

export const tokens = () => get<Page<Token>>(AT).then(({ items }) => items);
export const uses = (id: string) => get<Page<Use>>(`${AT}/${id}/uses?limit=30`).then(({ items }) => items);
export const end = (id: string) => send<void>("DELETE", `${AT}/${id}`);

/** Make one, for so many months. `code`: of a mail, where this session is not new. */
export function make(name: string, scopes: Scope[], months: number, code?: string): Promise<Schema["ApiTokenMade"]> {
  const ends = new Date();
  ends.setMonth(ends.getMonth() + months);
  ends.setDate(ends.getDate() - 1); // a year at most, by the clock of the server
  return send("POST", AT, { name, scopes, expires_at: ends.toISOString(), ...(code ? { code } : {}) });
}
