/** The browser hashes whole files alone: a film would not fit into the memory of a small phone. */
const HASHED = 20_000_000; // bytes

/** The SHA-256 of a file, in hexadecimal; undefined of one that is too large. */
export async function digestOf(blob: Blob): Promise<string | undefined> {
  if (blob.size > HASHED) return undefined;
  const bytes = await blob.arrayBuffer().catch(() => undefined); // what cannot be read is said when it is sent
  if (!bytes) return undefined;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
