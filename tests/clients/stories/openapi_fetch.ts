// The story of a phone, by openapi-fetch and the types that openapi-typescript makes of the contract.
// node openapi_fetch.js <server> <folder of its mails> <photo> <community> <invitation>; prints what it saw, as JSON.

import { readFileSync } from "node:fs";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";
import { codeFor, sha256, until, uuid7 } from "./support.js";

type Operation = components["schemas"]["SyncOperation"];

const [baseUrl = "", mails = "", file = "", community = "", invitation = ""] = process.argv.slice(2);
const photo = readFileSync(file);
const api = createClient<paths>({ baseUrl });
const reader = createClient<paths>({ baseUrl });

/** What an answer holds, or the problem that it is, thrown. */
function held<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined) throw new Error(`${answer.response.url}: ${JSON.stringify(answer.error)}`);
  return answer.data;
}

async function signIn(email: string): Promise<string> {
  held(await api.POST("/v1/sessions/codes", { body: { email } }));
  const body = { email, code: await codeFor(email, mails), device_name: "TypeScript" };
  const tokens = held(await api.POST("/v1/sessions", { body }));
  api.use({
    onRequest({ request }) {
      request.headers.set("Authorization", `Bearer ${tokens.access_token}`);
      return request;
    },
  });
  return tokens.token_type;
}

async function introduce(): Promise<string | null> {
  const { response } = await api.GET("/v1/me");
  const params = { header: { "if-match": response.headers.get("etag") ?? "" } };
  return held(await api.PATCH("/v1/me", { params, body: { display_name: "Inès", birth_year: 2000 } })).display_name;
}

async function join(): Promise<string> {
  const params = { path: { community_id: community } };
  return held(await api.PUT("/v1/communities/{community_id}/membership", { params, body: { invitation } })).state;
}

/** Send what was written without a network, in one batch. */
async function capture(media_id: string, experience_id: string, journal_id: string): Promise<number[]> {
  const medium = { content_type: "image/jpeg", size: photo.length, sha256: sha256(photo), alt: "Un mur" };
  const operations: Operation[] = [
    { op: "put", type: "media", id: media_id, data: { kind: "photo", ...medium } },
    {
      op: "put",
      type: "experience",
      id: experience_id,
      data: { title: "Mon premier mur droit", context: "work", media: [media_id] },
    },
    {
      op: "put",
      type: "journal",
      id: journal_id,
      data: {
        title: "Mon stage",
        blocks: [
          { kind: "text", text: "Du froid, et des murs droits." },
          { kind: "experience", experience_id },
        ],
      },
    },
  ];
  return held(await api.POST("/v1/sync", { body: { operations } })).results.map((result) => result.status);
}

async function upload(media_id: string): Promise<string> {
  const params = { path: { media_id } };
  const bytes = { body: "", bodySerializer: () => new Blob([new Uint8Array(photo)]) };
  const headers = { "Content-Type": "application/octet-stream" };
  held(await api.PUT("/v1/media/{media_id}/content", { params, headers, ...bytes }));
  return until(async () => {
    const { state } = held(await api.GET("/v1/media/{media_id}", { params }));
    return state === "ready" ? state : undefined;
  });
}

async function publish(journal_id: string): Promise<{ kind: string; blocks: string[] }> {
  const story = held(await api.PUT("/v1/journals/{journal_id}/publication", { params: { path: { journal_id } } }));
  const target = { type: "story" as const, id: story.id };
  const body = { target, audience: { type: "link" as const }, purpose: "personal" as const };
  const token = held(await api.POST("/v1/grants", { body })).url?.split("/").at(-1) ?? "";
  const page = held(await reader.GET("/v1/links/{token}", { params: { path: { token } } }));
  return { kind: page.kind, blocks: page.kind === "story" ? page.content.blocks.map((block) => block.kind) : [] };
}

async function answer(experience_id: string): Promise<string> {
  const params = { query: { state: "to_do" as const } };
  const mission = await until(async () => held(await api.GET("/v1/missions", { params })).items[0]);
  const path = { mission_id: mission.id };
  return held(await api.PUT("/v1/missions/{mission_id}/response", { params: { path }, body: { experience_id } })).state;
}

async function synchronise(): Promise<string[]> {
  const types = new Set<string>();
  for (let cursor: string | undefined; ; ) {
    const page = held(await api.GET("/v1/sync", { params: { query: { limit: 2, cursor } } }));
    for (const change of page.changes) types.add(change.type);
    if (!page.has_more) return [...types].sort();
    cursor = page.next_cursor;
  }
}

async function compose(): Promise<string[]> {
  const params = { path: { portrait_id: uuid7() } };
  held(await api.PUT("/v1/portraits/{portrait_id}", { params, body: { name: "Stage", headline: "Apprentie maçonne" } }));
  const draft = held(await api.GET("/v1/portraits/{portrait_id}/draft", { params }));
  return draft.content.sections.map((section) => section.kind);
}

const [mediaId, experienceId, journalId] = [uuid7(), uuid7(), uuid7()];
console.log(
  JSON.stringify({
    session: await signIn(`fetch-${uuid7()}@example.org`),
    name: await introduce(),
    membership: await join(),
    batch: await capture(mediaId, experienceId, journalId),
    photo: await upload(mediaId),
    link: await publish(journalId),
    response: await answer(experienceId),
    changes: await synchronise(),
    portrait: await compose(),
  }),
);
