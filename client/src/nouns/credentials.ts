/** WebAuthn, in the JSON that the API speaks. Older browsers cannot translate it themselves. */
import type { Schema } from "../core/api";

export function toText(bytes: ArrayBuffer | Uint8Array): string {
  const letters = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const toBytes = (text: string) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

export const randomText = () => toText(crypto.getRandomValues(new Uint8Array(32)));

export const sha256Text = async (text: string) =>
  toText(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));

/** A passkey belongs to a name: where the service is reached by its number, browsers know none. */
export const knowsPasskeys = () => "PublicKeyCredential" in window && !/^[\d.]+$|:/.test(location.hostname);

const known = (items: { id: string }[]): PublicKeyCredentialDescriptor[] =>
  items.map(({ id }) => ({ type: "public-key", id: toBytes(id) }));

/** The person, or their phone, said no: that is no fault. */
export const isRefusal = (fault: unknown) =>
  fault instanceof DOMException && ["NotAllowedError", "AbortError"].includes(fault.name);

export async function demandPasskey(
  options: Schema["RequestOptions"],
  { signal, quietly }: { signal?: AbortSignal; quietly?: boolean } = {},
): Promise<unknown> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    challenge: toBytes(options.challenge),
    timeout: options.timeout,
    rpId: options.rpId,
    allowCredentials: known(options.allowCredentials),
    userVerification: options.userVerification,
  };
  const request: CredentialRequestOptions = { publicKey };
  if (signal) request.signal = signal;
  if (quietly) request.mediation = "conditional";
  const credential = (await navigator.credentials.get(request)) as PublicKeyCredential;
  const { clientDataJSON, authenticatorData, signature, userHandle } =
    credential.response as AuthenticatorAssertionResponse;
  return {
    id: credential.id,
    response: {
      clientDataJSON: toText(clientDataJSON),
      authenticatorData: toText(authenticatorData),
      signature: toText(signature),
      userHandle: userHandle ? toText(userHandle) : null,
    },
  };
}

export async function makePasskey(options: Schema["CreationOptions"]): Promise<unknown> {
  const publicKey: PublicKeyCredentialCreationOptions = {
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: known(options.excludeCredentials),
  };
  const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const { clientDataJSON, attestationObject } = credential.response as AuthenticatorAttestationResponse;
  return {
    id: credential.id,
    response: { clientDataJSON: toText(clientDataJSON), attestationObject: toText(attestationObject) },
  };
}
