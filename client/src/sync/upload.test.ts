import "../faults/browser";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { KeptFile } from "../core/db";
import { renew } from "../core/session";
import { current, enter, keep, leave } from "../core/store";
import { world } from "../faults/world";
import { newReport, synchronise } from "./engine";
import { run, state, stuck } from "./runs";

const SIZES = { lost: 700_001, fine: 700_002, late: 700_003 };
const read = Blob.prototype.arrayBuffer;

/** A browser may take the bytes away, and leave the name. */
function takeAway(...sizes: number[]): void {
  const [slice, parts] = [Blob.prototype.slice, new WeakSet<Blob>()];
  vi.spyOn(Blob.prototype, "slice").mockImplementation(function (this: Blob, ...bounds) {
    const part = slice.apply(this, bounds);
    if (sizes.includes(this.size)) parts.add(part);
    return part;
  });
  vi.spyOn(Blob.prototype, "arrayBuffer").mockImplementation(async function (this: Blob) {
    if (parts.has(this)) throw new DOMException("The requested file could not be read", "NotReadableError");
    return read.call(this);
  });
}

type Network = (path: string, options: RequestInit | undefined, go: () => Promise<Response>) => Promise<Response>;
const WELL: Network = (_path, _options, go) => go();
let network = WELL;

beforeEach(async () => {
  world.begin(1);
  world.clock *= 2;
  await renew();
  network = WELL;
  const { fetch } = globalThis;
  vi.spyOn(globalThis, "fetch").mockImplementation((path, options) =>
    network(String(path), options, () => fetch(path, options)),
  );
  await enter({ id: "one" } as Parameters<typeof enter>[0]);
});

afterEach(() => {
  leave();
  vi.restoreAllMocks();
});

const idOf = (size: number) => `file-${size}`;
const fileOf = (size: number, state: KeptFile["state"] = "waiting"): KeptFile => ({
  id: idOf(size),
  blob: new Blob([new Uint8Array(size)], { type: "image/jpeg" }),
  kind: "photo",
  content_type: "image/jpeg",
  state,
  sent: 0,
});
const stateOf = async (size: number) => (await current().get("files", idOf(size)))?.state;
const seen = async (id: string) => (await current().get("items", `journal:${id}`))?.server?.title;

it("sends the others where one file cannot be read, and fetches what is new", async () => {
  takeAway(SIZES.lost);
  await current().put("files", fileOf(SIZES.lost));
  await current().put("files", fileOf(SIZES.fine));
  await keep("journal", "mine", { title: "Ici" });
  world.server.write("journal", "theirs", { title: "Là-bas" });
  await run();
  await vi.waitFor(async () => expect(await stateOf(SIZES.fine)).toBe("sent"));
  await vi.waitFor(async () => expect(await stateOf(SIZES.lost)).toBe("lost"));
  expect([await seen("mine"), await seen("theirs")]).toEqual(["Ici", "Là-bas"]);
  expect(state.value).toBe("quiet");
});

it("sends a file that can be read again", async () => {
  takeAway(SIZES.lost);
  await current().put("files", fileOf(SIZES.lost));
  await synchronise(current());
  expect(await stateOf(SIZES.lost)).toBe("lost");
  vi.mocked(Blob.prototype.arrayBuffer).mockImplementation(read);
  await synchronise(current());
  expect(await stateOf(SIZES.lost)).toBe("sent");
});

it("says that a file does not go, not that there is no network, and sends the others", async () => {
  network = async (path, _options, go) => {
    if (path.endsWith(idOf(SIZES.lost))) throw new TypeError("network");
    return go();
  };
  await current().put("files", fileOf(SIZES.lost));
  await current().put("files", fileOf(SIZES.fine));
  await run();
  await vi.waitFor(() => expect(stuck.value).not.toBeNull());
  expect(state.value).toBe("quiet");
  await vi.waitFor(async () => expect(await stateOf(SIZES.fine)).toBe("sent"));
  network = WELL;
  await run();
  await vi.waitFor(async () => expect(await stateOf(SIZES.lost)).toBe("sent"));
  await vi.waitFor(() => expect(stuck.value).toBeNull());
});

it("fetches what is new while a film is on its way", async () => {
  await current().put("files", fileOf(SIZES.fine));
  let arrive = () => {};
  network = async (_path, options, go) => {
    if (options?.method === "PATCH") await new Promise<void>((resolve) => (arrive = resolve));
    return go();
  };
  await run();
  world.server.write("journal", "theirs", { title: "Là-bas" });
  await run();
  expect([await seen("theirs"), await stateOf(SIZES.fine)]).toEqual(["Là-bas", "declared"]);
  network = WELL;
  arrive();
  await vi.waitFor(async () => expect(await stateOf(SIZES.fine)).toBe("sent"));
});

it("finds the one change that the server does not take in a batch, and sends the others", async () => {
  for (const id of ["a", "b", "c", "d", "e"]) await keep("journal", id, { title: id === "c" ? "broken" : id });
  network = async (_path, options, go) =>
    String(options?.body).includes("broken") ? new Response('{"title": "no"}', { status: 400 }) : go();
  const report = await synchronise(current(), newReport());
  expect(report.refused).toEqual(["c"]);
  expect(await Promise.all(["a", "b", "d", "e"].map(seen))).toEqual(["a", "b", "d", "e"]);
  expect((await current().get("items", "journal:c"))?.problem?.title).toBe("no");
});
