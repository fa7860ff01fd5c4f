/** A phone for tests: its database, its network, and a process that dies between any two writes. */
import { IDBFactory } from "fake-indexeddb";
import { Server } from "./server";

/** Numbers that look random, and are the same in each run. */
export class Dice {
  constructor(private seed: number) {}
  of(count: number): number {
    this.seed = (this.seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((this.seed / 2_147_483_648) * count);
  }
  oneIn = (count: number) => this.of(count) === 0;
}

const BEGINNING = 1_800_000_000_000; // milliseconds

export const world = {
  clock: BEGINNING,
  server: new Server(),
  dice: new Dice(0),
  faults: 0, // how many in a hundred calls go wrong
  writesLeft: Infinity, // until the process dies
  isDead: false,
  isGood: false, // nothing goes wrong any more
  storageFaults: 0, // how many in a hundred writes go wrong
  isFull: false, // nothing more is written
  unread: new Map<number, number>(), // how many bytes are left of files of that size
  duringCall: async (): Promise<void> => undefined, // what a person does meanwhile

  begin(seed: number): void {
    globalThis.indexedDB = new IDBFactory();
    Object.assign(world, {
      clock: BEGINNING,
      server: new Server(),
      dice: new Dice(seed),
      faults: 0,
      writesLeft: Infinity,
      isDead: false,
      isGood: false,
      storageFaults: 0,
      isFull: false,
      unread: new Map(),
    });
  },
};

/** The same ids and the same order in each run. */
Date.now = () => ++world.clock;
crypto.getRandomValues = ((bytes: Uint8Array) => bytes.fill(0).fill(world.clock % 251, 12)) as never;

const lost = () => {
  throw new TypeError("network");
};

globalThis.fetch = (async (path: string, options: RequestInit) => {
  const { dice, server } = world;
  if (world.isDead) lost();
  await world.duringCall();
  const fault = dice.of(100) < world.faults ? dice.of(6) : -1;
  if (fault === 0) lost();
  if (fault === 1) return new Response("{}", { status: 500 });
  if (fault === 2) return new Response("{}", { status: 429, headers: { "Retry-After": "1" } });
  if (fault === 3) server.resets += 1;
  const { body } = options;
  const data =
    body instanceof ArrayBuffer ? { size: body.byteLength } : JSON.parse((body as string | undefined) ?? "{}");
  const answer = server.answer(options.method ?? "GET", path, data, new Headers(options.headers));
  if (fault >= 4) lost(); // it was done, and nobody knows
  const text = answer.body === undefined ? null : JSON.stringify(answer.body);
  return new Response(text, { status: answer.status, headers: answer.headers ?? {} });
}) as typeof fetch;
