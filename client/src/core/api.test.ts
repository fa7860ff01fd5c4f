import "../faults/browser";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { get, send } from "./api";
import { Refused } from "./refusals";

const BUSY = { title: "Momentanément indisponible", detail: "Renvoie la même demande après `Retry-After` secondes." };
let asked: Request[] = [];
let busy = 0; // how many answers are still 503
let retryAfter = "0.01"; // seconds

const answered = (status: number, body: unknown, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers });

beforeEach(() => {
  asked = [];
  vi.stubGlobal("fetch", async (path: string, options: RequestInit) => {
    if (path.startsWith("/v1/sessions")) return answered(200, { access_token: "t", expires_in: 600 });
    asked.push(new Request(`https://example.org${path}`, options));
    return busy-- > 0 ? answered(503, BUSY, { "Retry-After": retryAfter }) : answered(200, { id: "1" });
  });
});
afterEach(() => vi.unstubAllGlobals());

it("sends again what a busy server did not take, under the same key", async () => {
  busy = 2;
  await expect(send("POST", "/v1/grants", { note: "à toi" })).resolves.toEqual({ id: "1" });
  expect(asked.length).toBe(3);
  expect(new Set(asked.map(({ headers }) => headers.get("Idempotency-Key"))).size).toBe(1);
  expect(await asked[2]!.json()).toEqual({ note: "à toi" });
});

it("says in words for a person that the server stays busy", async () => {
  busy = 99;
  await expect(get("/v1/me")).rejects.toThrow(BUSY.title);
  expect(asked.length).toBe(4);
});

it("lets nobody wait for long before a screen", async () => {
  [busy, retryAfter] = [1, "60"];
  await expect(get("/v1/me")).rejects.toThrow(BUSY.title);
  expect(asked.length).toBe(1);
});

it("says what is wrong with what was typed", () => {
  const refused = new Refused(422, {
    detail: "`errors` dit ce qui ne va pas.",
    errors: [{ pointer: "/t", message: "Trop long." }],
  });
  expect(refused.message).toBe("Trop long.");
});
