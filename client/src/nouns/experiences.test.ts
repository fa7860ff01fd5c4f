import "../faults/browser";
import { effect } from "@preact/signals";
import { IDBIndex, IDBObjectStore } from "fake-indexeddb";
import { expect, it, vi } from "vitest";
import { empty } from "../core/db";
import { current, enter, keep, leave, thing, things } from "../core/store";
import { capture, moments } from "./experiences";
import { search } from "./search";

const MANY = 300;
const WHO = { id: "many" } as Parameters<typeof enter>[0];

async function fill(): Promise<void> {
  await enter(WHO);
  const transaction = current().transaction("items", "readwrite");
  for (let day = 0; day < MANY; day++) {
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
  const [get, put] = [vi.spyOn(IDBObjectStore.prototype, "get"), vi.spyOn(IDBObjectStore.prototype, "put")];
  const id = await capture({ text: "Le dernier." });
  await keep("experience", "m7", { title: "Écluse" });
  expect(all.map((spy) => spy.mock.calls)).toEqual([[], []]);
  expect([get.mock.calls.length, put.mock.calls.length]).toEqual([4, 2]);
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
  expect(seen).toContain("2 m299");
  leave();
});
