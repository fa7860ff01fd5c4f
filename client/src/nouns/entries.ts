/** The ways in: a mailed code, a link, a passkey, a service of identity. */
import { askOpenly, get, type Schema } from "../core/api";
import { deviceSetting, keepDeviceSetting } from "../core/device";
import { Refused } from "../core/refusals";
import { type Person, type Proof, signIn, signOut } from "../core/session";
import { person, waiting } from "../core/store";
import { demandPasskey, randomText, sha256Text } from "./credentials";

export type Provider = Schema["ProviderRead"];
interface Errand {
  provider: string;
  code_verifier: string;
}
export const PROVIDER_TICKET = "dto_";

export const sendCode = (email: string) =>
  askOpenly<Schema["CodeSentRead"]>("/v1/sessions/codes", { email: email.trim() });

export const providers = () => askOpenly<Schema["ProvidersRead"]>("/v1/sessions/providers").then(({ items }) => items);

/** Somebody else's things wait here: they would be lost. */
export class SomebodyElse extends Error {}

/** Sign in, on this phone, for whoever proves who they are. */
export async function enterBy(proof: Proof, device: string): Promise<Person> {
  const who = await signIn({ ...proof, device_name: device });
  if (person.value && person.value.id !== who.id && waiting.value) {
    await signOut();
    throw new SomebodyElse();
  }
  return who;
}

/** The proof that a passkey of this phone gives; no address is typed. */
export async function passkeyProof(options: { signal?: AbortSignal; quietly?: boolean } = {}): Promise<Proof> {
  const { public_key } = await askOpenly<Schema["RequestChallengeRead"]>("/v1/sessions/passkey-challenge");
  return { passkey: await demandPasskey(public_key, options) };
}

/** Go to a service of identity. It leads back to `/sign-in/{ticket}`. */
export async function leaveFor(provider: string): Promise<void> {
  const code_verifier = randomText();
  const code_challenge = await sha256Text(code_verifier);
  const { authorize_url } = await askOpenly<Schema["ProviderSignInRead"]>(`/v1/sessions/providers/${provider}`, {
    code_challenge,
  });
  await keepDeviceSetting("errand", { provider, code_verifier } satisfies Errand);
  location.assign(authorize_url);
}

/** The proof that the return from a service of identity brought; undefined where this phone did not begin it. */
export async function errandProof(provider_ticket: string): Promise<Proof | undefined> {
  const errand = await deviceSetting<Errand>("errand");
  return errand && { provider_ticket, code_verifier: errand.code_verifier };
}

export const endErrand = () => keepDeviceSetting("errand", undefined);

/** The service of identity opens no account yet: an address has to be proved once. */
export const wantsAddress = (fault: unknown): fault is Refused =>
  fault instanceof Refused && fault.problem.type === "/problems/address-unproven";

/** Whether the person has a second factor that this session was not verified by. */
export async function lacksSecondFactor(): Promise<boolean> {
  const factor = await get<Schema["SecondFactorRead"]>("/v1/me/second-factor");
  return !factor.verified_until && (factor.state === "confirmed" || factor.passkeys > 0);
}

const MINUTE = 60_000; // milliseconds

/** An account that this sign-in has made. */
export const isNew = (who: Person) => !who.birth_year && Date.now() - new Date(who.created_at).getTime() < 5 * MINUTE;
