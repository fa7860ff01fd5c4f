// A client as others write it: every path, body and answer below is checked against the types made of the contract.
// node client.js <address of the server> <folder of its mails>; prints what it saw, as JSON.

import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Experience = components["schemas"]["ExperienceRead"];

const [server = "", mails = ""] = process.argv.slice(2);
const api = createClient<paths>({ baseUrl: server, headers: { "Accept-Language": "fr" } });

function uuid7(): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  randomBytes(10).copy(bytes, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** What an answer holds, or the problem that it is, thrown. */
function held<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined) throw new Error(`${answer.response.url}: ${JSON.stringify(answer.error)}`);
  return answer.data;
}

function etag(response: Response): { "if-match": string } {
  return { "if-match": response.headers.get("etag") ?? "" };
}

async function codeFor(email: string): Promise<string> {
  for (let look = 0; look < 200; look++) {
    const files = existsSync(mails) ? readdirSync(mails).filter((name) => name.endsWith(".eml")) : [];
    const mail = files.map((name) => readFileSync(join(mails, name), "utf8")).find((text) => text.includes(email));
    const code = mail?.match(/^Subject:.*?\b(\d{6})\b/m)?.[1];
    if (code) return code;
    await pause(50);
  }
  throw new Error(`No mail for ${email} in ${mails}`);
}

async function signIn(email: string): Promise<void> {
  held(await api.POST("/v1/sessions/codes", { body: { email } }));
  const body = { email, code: await codeFor(email), device_name: "TypeScript" };
  const { access_token } = held(await api.POST("/v1/sessions", { body }));
  api.use({
    onRequest({ request }) {
      request.headers.set("Authorization", `Bearer ${access_token}`);
      return request;
    },
  });
}

async function introduce(): Promise<void> {
  const { response } = await api.GET("/v1/me");
  const body = { display_name: "Inès", birth_year: 2000 };
  held(await api.PATCH("/v1/me", { params: { header: etag(response) }, body }));
}

/** Capture; capture again after an answer that was lost; find it in the journal. */
async function capture(id: string): Promise<{ statuses: number[]; listed: string[] }> {
  const call = {
    params: { path: { experience_id: id } },
    body: { title: "Mon premier mur droit", lived_at: "2026-03-03T14:10:00+01:00", context: "work" as const },
  };
  const first = await api.PUT("/v1/experiences/{experience_id}", call);
  const again = await api.PUT("/v1/experiences/{experience_id}", call);
  const page = held(await api.GET("/v1/experiences", { params: { query: { q: "murs", limit: 5 } } }));
  return {
    statuses: [first.response.status, again.response.status],
    listed: page.items.map((one) => `${one.title} ${one.lived_at} ${one.utc_offset}`),
  };
}

/** Two devices change one experience: the slower one is shown what is there, merges, and sends again. */
async function merge(id: string): Promise<{ refused: number; current: string | null; merged: Experience["text"] }> {
  const path = { experience_id: id };
  const { response } = await api.GET("/v1/experiences/{experience_id}", { params: { path } });
  const known = etag(response);
  held(await api.PATCH("/v1/experiences/{experience_id}", { params: { path, header: known }, body: { text: "Ici." } }));
  const late = await api.PATCH("/v1/experiences/{experience_id}", {
    params: { path, header: known },
    body: { text: "Là." },
  });
  const current = late.error?.["current"] as Experience;
  const merged = await api.PATCH("/v1/experiences/{experience_id}", {
    params: { path, header: { "if-match": `"${current.version}"` } },
    body: { text: `${current.text} Là.` },
  });
  return { refused: late.response.status, current: current.text, merged: held(merged).text };
}

/** Publish a journal, give a link to its story, and read it as somebody without an account. */
async function publish(id: string): Promise<{ edition: number; read: string[]; refused: number }> {
  const path = { journal_id: uuid7() };
  held(
    await api.PUT("/v1/journals/{journal_id}", {
      params: { path },
      body: {
        title: "Mon stage",
        blocks: [
          { kind: "text", text: "Du froid, et des murs droits." },
          { kind: "experience", experience_id: id },
        ],
      },
    }),
  );
  const story = held(await api.PUT("/v1/journals/{journal_id}/publication", { params: { path } }));
  const grant = held(
    await api.POST("/v1/grants", {
      body: { target: { type: "story", id: story.id }, audience: { type: "link" }, purpose: "personal" },
    }),
  );
  const reader = createClient<paths>({ baseUrl: server });
  const token = grant.url?.split("/").at(-1) ?? "";
  const opened = held(await reader.GET("/v1/links/{token}", { params: { path: { token } } }));
  if (opened.kind !== "story") throw new Error(opened.kind);
  const read = opened.content.blocks.map((block) => (block.kind === "experience" ? `${block.title}` : block.kind));
  held(await api.GET("/v1/grants/{grant_id}/accesses", { params: { path: { grant_id: grant.id } } }));
  const header = { "if-match": `"${grant.version}"` };
  await api.DELETE("/v1/grants/{grant_id}", { params: { path: { grant_id: grant.id }, header } });
  const late = await reader.GET("/v1/links/{token}", { params: { path: { token } } });
  return { edition: story.edition, read, refused: late.response.status };
}

await signIn(`typescript-${uuid7()}@example.org`);
await introduce();
const id = uuid7();
console.log(JSON.stringify({ capture: await capture(id), merge: await merge(id), publish: await publish(id) }));
