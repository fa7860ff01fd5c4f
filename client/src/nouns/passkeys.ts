/** Passkeys: each opens my account without my address. */
import { get, type Page, type Schema, send } from "../core/api";
import { makePasskey } from "./credentials";

export type Passkey = Schema["PasskeyRead"];
export type Challenge = Schema["CreationChallengeRead"];
const AT = "/v1/me/passkeys";

export const passkeys = () => get<Page<Passkey>>(AT).then(({ items }) => items);
export const challenge = () => get<Challenge>(`${AT}/creation-challenge`);

/** Make one on this device. `code`: of a mail, where this session is not new. */
export async function add(offer: Challenge, name: string, code?: string): Promise<Schema["PasskeyAdded"]> {
  const credential = await makePasskey(offer.public_key);
  return send("POST", AT, { name, credential, ...(code ? { code } : {}) });
}

export const rename = (id: string, name: string) => send<Passkey>("PUT", `${AT}/${id}`, { name });
export const remove = (id: string) => send<void>("DELETE", `${AT}/${id}`);
