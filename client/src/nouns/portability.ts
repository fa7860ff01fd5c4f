/** Taking everything along, bringing something in, and leaving. */
import { get, type Page, type Schema, send } from "../core/api";
import { Refused } from "../core/refusals";
import { call } from "../core/session";

export type Export = Schema["ExportRead"];
export type Import = Schema["ImportRead"];
export type Erasure = Schema["ErasureRead"];
const LONGEST_WAIT = 600_000; // milliseconds, for a file

export const exports = () => get<Page<Export>>("/v1/exports").then(({ items }) => items);
export const askExport = () => send<Export>("POST", "/v1/exports");
export const forgetExport = (id: string) => send<void>("DELETE", `/v1/exports/${id}`);

export const imports = () => get<Page<Import>>("/v1/imports").then(({ items }) => items);
export const confirmImport = (id: string) => send<Import>("PUT", `/v1/imports/${id}/confirmation`);
export const forgetImport = (id: string) => send<void>("DELETE", `/v1/imports/${id}`);

export async function bring(file: Blob): Promise<Import> {
  const headers = { "Content-Type": "application/octet-stream", "Idempotency-Key": crypto.randomUUID() };
  const answer = await call("/v1/imports", { method: "POST", headers, body: file }, LONGEST_WAIT);
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, body);
  return body as Import;
}

export const erasure = () => get<Erasure>("/v1/me/erasure");
export const askErasure = () => send<Erasure>("POST", "/v1/me/erasure");
export const keepAccount = () => send<void>("DELETE", "/v1/me/erasure");
