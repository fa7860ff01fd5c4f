// The story of a phone, by the client that openapi-generator makes for TypeScript and fetch.
// node story.js <server> <folder of its mails> <photo> <community> <invitation>; prints what it saw, as JSON.

import { readFileSync } from "node:fs";
import * as sdk from "./sdk/index.js";
import { codeFor, sha256, until, uuid7 } from "./support.js";

const [basePath = "", mails = "", file = "", communityId = "", invitation = ""] = process.argv.slice(2);
const photo = readFileSync(file);
let token = "";
const configuration = new sdk.Configuration({ basePath, accessToken: () => token });

async function signIn(email: string): Promise<string> {
  const sessions = new sdk.SessionsApi(configuration);
  await sessions.sendCode({ codeRequest: { email } });
  const sessionCreate = { email, code: await codeFor(email, mails), deviceName: "TypeScript" };
  const tokens = await sessions.createSession({ sessionCreate });
  token = tokens.accessToken;
  return tokens.tokenType;
}

async function introduce(): Promise<string | null> {
  const me = new sdk.MeApi(configuration);
  const ifMatch = (await me.getMeRaw({})).raw.headers.get("etag");
  return (await me.patchMe({ userPatch: { displayName: "Inès", birthYear: 2000 }, ifMatch })).displayName;
}

async function join(): Promise<string> {
  const membershipPut = { invitation };
  return (await new sdk.CommunitiesApi(configuration).putOwnMembership({ communityId, membershipPut })).state;
}

/** Send what was written without a network, in one batch. */
async function capture(mediaId: string, experienceId: string, journalId: string): Promise<number[]> {
  const medium = { contentType: "image/jpeg", size: photo.length, sha256: sha256(photo), alt: "Un mur" };
  const blocks: sdk.Block[] = [
    { kind: "text", text: "Du froid, et des murs droits." },
    { kind: "experience", experienceId },
  ];
  const operations: sdk.SyncOperation[] = [
    { op: "put", type: "media", id: mediaId, data: { kind: "photo", ...medium } },
    {
      op: "put",
      type: "experience",
      id: experienceId,
      data: { title: "Mon premier mur droit", context: "work", media: [mediaId] },
    },
    { op: "put", type: "journal", id: journalId, data: { title: "Mon stage", blocks } },
  ];
  const { results } = await new sdk.SyncApi(configuration).applyOperations({ syncBatch: { operations } });
  return results.map((result) => result.status);
}

async function upload(mediaId: string): Promise<string> {
  const media = new sdk.MediaApi(configuration);
  await media.putMediumContent({ mediaId, body: new Blob([new Uint8Array(photo)]) });
  return until(async () => {
    const { state } = await media.getMedium({ mediaId });
    return state === "ready" ? state : undefined;
  });
}

async function publish(journalId: string): Promise<{ kind: string; blocks: string[] }> {
  const story = await new sdk.JournalsApi(configuration).publishJournal({ journalId });
  const grant = await new sdk.GrantsApi(configuration).createGrant({
    grantWrite: { target: { type: "story", id: story.id }, audience: { type: "link" }, purpose: "personal" },
  });
  const reader = new sdk.LinksApi(new sdk.Configuration({ basePath }));
  const page = await reader.getLink({ token: grant.url?.split("/").at(-1) ?? "" });
  return { kind: page.kind, blocks: page.kind === "story" ? page.content.blocks.map((block) => block.kind) : [] };
}

async function answer(experienceId: string): Promise<string> {
  const missions = new sdk.MissionsApi(configuration);
  const mission = await until(async () => (await missions.listMissions({ state: "to_do" })).items[0]);
  return (await missions.putResponse({ missionId: mission.id, responseWrite: { experienceId } })).state;
}

async function synchronise(): Promise<string[]> {
  const sync = new sdk.SyncApi(configuration);
  const types = new Set<string>();
  let page = await sync.listChanges({ limit: 2 });
  for (;;) {
    for (const change of page.changes) types.add(change.type);
    if (!page.hasMore) return [...types].sort();
    page = await sync.listChanges({ limit: 2, cursor: page.nextCursor });
  }
}

async function compose(): Promise<string[]> {
  const portraits = new sdk.PortraitsApi(configuration);
  const portraitId = uuid7();
  await portraits.putPortrait({ portraitId, portraitWrite: { name: "Stage", headline: "Apprentie maçonne" } });
  return (await portraits.getDraft({ portraitId })).content.sections.map((section) => section.kind);
}

const [mediaId, experienceId, journalId] = [uuid7(), uuid7(), uuid7()];
console.log(
  JSON.stringify({
    session: await signIn(`typescript-${uuid7()}@example.org`),
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
