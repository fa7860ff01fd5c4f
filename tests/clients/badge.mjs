// Checks credentials as a stranger does: with the published keys and a library that is not ours.
import { createLocalJWKSet, decodeProtectedHeader, importJWK, jwtVerify } from "jose";
import { gunzipSync } from "node:zlib";
import { readFileSync } from "node:fs";

const { credentials, jwks, did, lists, now } = JSON.parse(readFileSync(0, "utf8"));
const options = { algorithms: ["ES256"], issuer: did.id, typ: "JWT", currentDate: new Date(now) };
const seen = [];
for (const credential of credentials) {
  const { payload } = await jwtVerify(credential, createLocalJWKSet(jwks), options);
  const { kid } = decodeProtectedHeader(credential);
  const method = did.verificationMethod.find((one) => one.id === kid && did.assertionMethod.includes(one.id));
  await jwtVerify(credential, await importJWK(method.publicKeyJwk, "ES256"), options);
  const { statusListCredential, statusListIndex } = payload.credentialStatus;
  const list = await jwtVerify(lists[statusListCredential], createLocalJWKSet(jwks), options);
  const encoded = list.payload.credentialSubject.encodedList;
  const bits = gunzipSync(Buffer.from(encoded.slice(1), "base64url"));
  const bit = Number(statusListIndex);
  seen.push({ name: payload.name, revoked: (bits[bit >> 3] & (0x80 >> (bit & 7))) !== 0, bits: bits.length * 8 });
}
console.log(JSON.stringify(seen));
