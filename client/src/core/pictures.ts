/** Where files are: on this phone, or at the server. */

import { signal } from "@preact/signals";
import type { Database, KeptFile, Problem } from "./db";
import { maybe } from "./keeping";
import { pathOf } from "./paths";
import { onAddress } from "./session";

/** `/m/{access}/{id}/{name}`: where pictures are while the session lives. */
const template = signal("");
type Here = Pick<KeptFile, "kind" | "state" | "problem"> & { address: string };
const files = signal<Map<string, Here>>(new Map()); // that are here
let database: Database | null = null;

onAddress((text) => {
  template.value = pathOf(text);
  maybe(database?.put("meta", template.value, "media_url")); // a full phone shows them, too
});

/** Read what this person's phone knows. What the sign-in has just said counts more. */
export async function openPictures(opened: Database): Promise<void> {
  database = opened;
  if (template.value) await opened.put("meta", template.value, "media_url").catch(() => undefined);
  else template.value = pathOf(((await opened.get("meta", "media_url")) as string | undefined) ?? "");
  await showFiles();
}

export function closePictures(): void {
  for (const { address } of files.value.values()) URL.revokeObjectURL(address);
  files.value = new Map();
  template.value = "";
  database = null;
}

/** Give each file that is here an address, and say what it is: those of these ids, or all. */
export async function showFiles(ids: string[] | null = null): Promise<void> {
  if (!database) return;
  const { store } = database.transaction("files");
  const read = ids ? await Promise.all(ids.map((id) => store.get(id))) : await store.getAll();
  const next = new Map(files.value);
  for (const file of read) if (file && file.state !== "recording") next.set(file.id, hereAs(file, next.get(file.id)));
  if (read.some(Boolean)) files.value = next;
}

const hereAs = ({ blob, kind, state, problem }: KeptFile, before: Here | undefined): Here => ({
  address: before?.address ?? URL.createObjectURL(blob),
  kind,
  state,
  problem,
});

/** The address of a picture that the server has. */
export const addressAt = (id: string, name: string): string =>
  template.value.replace("{id}", id).replace("{name}", name);

/** The address of what is shown of a medium that names its own addresses: the first of those forms that it has. */
export const addressAmong = (variants: { name: string; url: string }[], forms: string[]): string | undefined => {
  const form = forms.map((name) => variants.find((one) => one.name === name)).find(Boolean);
  return form && pathOf(form.url);
};

/** The address of a file that is on this phone. */
export const addressOf = (id: string): string | undefined => files.value.get(id)?.address;

/** What a file that is on this phone is. */
export const kindOf = (id: string): KeptFile["kind"] | undefined => files.value.get(id)?.kind;

/** Whether a file stays here: the phone does not give its bytes, or the server does not take them. */
export function staysHere(id: string): { problem: Problem | undefined } | undefined {
  const file = files.value.get(id);
  return file?.state === "lost" || file?.state === "refused" ? { problem: file.problem } : undefined;
}
