import "../faults/browser";
import { effect } from "@preact/signals";
import { IDBIndex, IDBObjectStore } from "fake-indexeddb";
import { expect, it, vi } from "vitest";
import { empty } from "../core/db";
import { current, enter, isRead, keep, leave, remove, thing, things } from "../core/store";
import { capture, moments } from "./experiences";
import { search } from "./search";

const MANY = 300;
const WHO = { id: "many" } as Parameters<typeof enter>[0];

async function fill(count = MANY, who = WHO): Promise<void> {
  await enter(who);
  const transaction = current().transaction("items", "readwrite");
  for (let day = 0; day < count; day++) {
    const local = { title: `Éclusée ${day}`, lived_at: new Date(Date.UTC(2020, 0, 1 + day)).toISOString() };
    await transaction.store.put({ ...empty("experience", `m${day}`), local });
  }
  await transaction.done;
  leave();
}

it("reads and writes one row for one moment, however many there are", async () => {
  await fill();
  await enter(WHO);
  await vi.waitFor(() => expect(things("experience").length).toBe(MANY));
  const all = [IDBIndex.prototype, IDBObjectStore.prototype].map((store) => vi.spyOn(store, "getAll"));
  const one = [vi.spyOn(IDBObjectStore.prototype, "get"), vi.spyOn(IDBObjectStore.prototype, "put")];
  const id = await capture({ text: "Le dernier." });
  await keep("experience", "m7", { title: "Écluse" });
  expect(all.map((spy) => spy.mock.calls)).toEqual([[], []]);
  const rows = one.map(({ mock }) => (mock.contexts as IDBObjectStore[]).filter(({ name }) => name === "items").length);
  expect(rows).toEqual([2, 2]);
  vi.restoreAllMocks();
  expect(moments()[0]!.id).toBe(id);
  expect(thing("experience", "m7")?.local?.title).toBe("Écluse");
  leave();
});

it("finds words without their accents, letter by letter, and again when letters are taken away", async () => {
  await enter(WHO);
  await vi.waitFor(() => expect(things("experience").length).toBe(MANY + 1));
  const count = (words: string) => search(words).length;
  expect(["e", "ec", "eclusee 29", "eclusee 299", "eclu"].map(count)).toEqual([MANY + 1, MANY, 13, 1, MANY]);
  await keep("experience", "m7", { title: "Un mur" });
  expect(["eclu", "mur"].map(count)).toEqual([MANY - 1, 1]);
  leave();
});

it("shows the moments that were lived last before all of them are read", async () => {
  await enter(WHO);
  await current().put("meta", ["m299", "m298"], "first");
  leave();
  const seen: string[] = [];
  const stop = effect(() => void seen.push(`${moments().length} ${moments()[0]?.id}`));
  await enter(WHO);
  await vi.waitFor(() => expect(moments().length).toBe(MANY + 1));
  stop();
  expect(seen[0]).toBe("0 undefined");
  expect(seen).toContain("2 m299");
  leave();
});

it("knows which moments stand first as soon as all are read", async () => {
  await enter(WHO);
  await vi.waitFor(() => expect(isRead("experience")).toBe(true));
  const first = () =>
    moments()
      .map(({ id }) => id)
      .slice(0, 40);
  await vi.waitFor(async () => expect(await current().get("meta", "first")).toEqual(first()));
  const id = await capture({ text: "Le tout dernier." });
  expect(first()).toContain(id);
  await vi.waitFor(async () => expect(await current().get("meta", "first")).toEqual(first()));
  leave();
});

it("keeps and shows what is written while a large journal is read, and shows nothing older after it", async () => {
  const large = { ...WHO, id: "large" };
  await fill(2_000, large);
  await enter(large);
  const titles: unknown[] = [];
  const stop = effect(() => void titles.push(thing("experience", "m7")?.local?.title));
  await keep("experience", "m7", { title: "Écluse" });
  const id = await capture({ text: "Le dernier." });
  await remove("experience", "m8");
  expect(isRead("experience")).toBe(false);
  expect([thing("experience", "m7")?.local?.title, thing("experience", id)?.dirty]).toEqual(["Écluse", 1]);
  await vi.waitFor(() => expect(isRead("experience")).toBe(true));
  stop();
  expect(titles.slice(titles.indexOf("Écluse")).filter((title) => title !== "Écluse")).toEqual([]);
  expect([moments().length, moments()[0]?.id, thing("experience", "m8")]).toEqual([2_000, id, undefined]);
  leave();
});
