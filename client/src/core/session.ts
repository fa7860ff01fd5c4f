/** Who is signed in. The access token is in memory alone; the browser keeps the other one where no script reads it. */

import { isShared } from "./device";
import { pathOf } from "./paths";
import { Offline, Refused, SignedOut } from "./refusals";
import { hearTime } from "./server_time";
import { takeTurn } from "./turns";

export interface Person {
  id: string;
  email: string;
  display_name: string | null;
  locale: string; // `fr`, `en`; others may come
  simple_language: boolean;
  birth_year: number | null;
  created_at: string;
}

declare const RELEASE: string; // `web/1.2.3`: the server may say that it is too old

const LONGEST_WAIT = 15_000; // milliseconds
const EARLY = 30_000; // a token is renewed that long before its end
let access: string | null = null;
let goodUntil = 0;
let restEnds = 0; // the server wants to be asked again after that
let languages = navigator.language;
let tellAddress: (template: string) => void = () => undefined;

/** Who wants to know where pictures are: each renewal says it. */
export function onAddress(tell: (template: string) => void): void {
  tellAddress = tell;
}

/** The words of problems come in that language. */
export function speak(tag: string): void {
  languages = tag;
}

/** How long the server wants to be left in peace, in milliseconds. */
export const rest = (): number => Math.max(0, restEnds - Date.now());

/** Ask this server, and give up after fifteen seconds. A file that is sent takes as long as it takes. */
export async function ask(path: string, options: RequestInit = {}, wait = LONGEST_WAIT): Promise<Response> {
  const headers = new Headers(options.headers);
  headers.set("Accept-Language", languages);
  headers.set("Client-Version", RELEASE);
  const asked = Date.now(); // the browser may have kept an answer that has an age: its time says nothing
  try {
    const answer = await fetch(pathOf(path), {
      ...options,
      headers,
      signal: options.signal ?? AbortSignal.timeout(wait),
    });
    if (!answer.headers.get("Cache-Control")?.includes("max-age")) hearTime(answer.headers.get("Date"), asked);
    const seconds = Number(answer.headers.get("Retry-After"));
    if (seconds > 0) restEnds = Date.now() + seconds * 1000;
    return answer;
  } catch (fault) {
    throw new Offline(String(fault));
  }
}

async function askForTokens(path: string, body: unknown): Promise<Person | null> {
  const headers = { "Content-Type": "application/json", "X-Keep-Refresh": (await isShared()) ? "session" : "cookie" };
  const answer = await ask(path, { method: "POST", headers, body: JSON.stringify(body) });
  const tokens = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, tokens);
  access = tokens.access_token;
  goodUntil = Date.now() + tokens.expires_in * 1000 - EARLY;
  tellAddress(tokens.media_url);
  return tokens.user ?? null;
}

/** What proves who somebody is: an address and its code, a link, a passkey, or what a service of identity said. */
export type Proof = Record<string, unknown>;

export const signIn = async (proof: Proof): Promise<Person> => (await askForTokens("/v1/sessions", proof))!;

async function askAgain(isOld: boolean): Promise<Person | null> {
  if (!isOld && isFresh()) return null;
  return askForTokens("/v1/sessions/refresh", {}).catch((fault) => {
    throw fault instanceof Refused && fault.status === 401 ? new SignedOut(fault.message) : fault;
  });
}

/** One tab or the worker renews; the others take their own turn after it. `isOld`: the token says too little by now. */
export async function renew(isOld = false): Promise<Person | null> {
  return takeTurn("refresh", () => askAgain(isOld));
}

/** End the session. Says where the service of identity that opened it ends its own. */
export async function signOut(): Promise<string | undefined> {
  const answer = await call("/v1/sessions/current", { method: "DELETE", headers: { "X-Keep-Refresh": "cookie" } });
  access = null;
  return answer.status === 200 ? (await answer.json()).end_session_url : undefined;
}

const isFresh = () => access !== null && Date.now() < goodUntil;

export async function token(): Promise<string> {
  if (!isFresh()) await renew();
  return access!;
}

/** Ask as the person. A token that the server takes no more is renewed once. */
export async function call(path: string, options: RequestInit = {}, wait?: number): Promise<Response> {
  const headers = new Headers(options.headers);
  if (options.body && !headers.has("Content-Type")) headers.set("Content-Type", "application/json");
  headers.set("Authorization", `Bearer ${await token()}`);
  const answer = await ask(path, { ...options, headers }, wait);
  if (answer.status !== 401) return answer;
  access = null;
  headers.set("Authorization", `Bearer ${await token()}`);
  return ask(path, { ...options, headers }, wait);
}
