/** The second proof of who somebody is: a code of an application, or a passkey. */
import type { components } from "api";
import { get, send } from "../core/api";

type Schema = components["schemas"];
export type Factor = Schema["SecondFactorRead"];
export type Begun = Schema["SecondFactorBegun"];
type Verified = Schema["SecondFactorVerified"];

const PATH = "/v1/me/second-factor";

export const factor = () => get<Factor>(PATH);
export const begin = () => send<Begun>("POST", PATH);
export const verify = (code: string) =>
  send<Verified>("PUT", `${PATH}/verification`, { code: code.replace(/[^\w-]/g, "") });

interface FromJson {
  parseRequestOptionsFromJSON?: (options: unknown) => PublicKeyCredentialRequestOptions;
}

export const takesPasskeys = () =>
  "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in (PublicKeyCredential as FromJson);

/** Ask the browser for a passkey. False: the person closed its window. */
export async function usePasskey(): Promise<boolean> {
  const challenge = await get<Schema["RequestChallengeRead"]>("/v1/me/passkeys/verification-challenge");
  const publicKey = (PublicKeyCredential as FromJson).parseRequestOptionsFromJSON!(challenge.public_key);
  const credential = await navigator.credentials.get({ publicKey }).catch(() => null);
  if (!credential) return false;
  await send("PUT", "/v1/me/passkeys/verification", {
    credential: (credential as unknown as { toJSON(): unknown }).toJSON(),
  });
  return true;
}

export const remove = () => send<void>("DELETE", PATH);
export const renewCodes = () => send<Schema["RecoveryCodesRead"]>("POST", `${PATH}/recovery-codes`);
