// What a story needs besides its client: ids, and the code of a mail.

import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export function uuid7(): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  randomBytes(10).copy(bytes, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Ask until there is an answer. */
export async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let look = 0; look < 400; look++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await pause(50);
  }
  throw new Error(`Waited in vain: ${ask}`);
}

export function codeFor(email: string, mails: string): Promise<string> {
  return until(async () => {
    const files = existsSync(mails) ? readdirSync(mails).filter((name) => name.endsWith(".eml")) : [];
    const mail = files.map((name) => readFileSync(join(mails, name), "utf8")).find((text) => text.includes(email));
    return mail?.match(/^Subject:.*?\b(\d{6})\b/m)?.[1];
  });
}
