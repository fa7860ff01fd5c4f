/** The storage of a phone for tests: each write may fail, at once or at its end, be slow, or be the last of a process. */
import { IDBObjectStore } from "fake-indexeddb";
import { world } from "./world";

const SLOW = 20; // readings that go before a write
type Write = (this: IDBObjectStore, ...values: unknown[]) => unknown;

/** Nothing is left of what was begun. */
function fail(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {} // it is over
}

function slowly(store: IDBObjectStore): void {
  for (let reading = 0; reading < SLOW; reading++) store.count();
}

for (const verb of ["put", "delete"] as const) {
  const original = IDBObjectStore.prototype[verb] as Write;
  const faulty: Write = function (...values) {
    const transaction = this.transaction as unknown as IDBTransaction;
    const fault = !world.isGood && world.dice.of(100) < world.storageFaults ? world.dice.of(3) : -1;
    if (fault === 2) slowly(this);
    const request = original.apply(this, values);
    world.isDead ||= world.writesLeft-- <= 0;
    if (world.isDead || fault === 0 || (world.isFull && verb === "put")) fail(transaction);
    else if (fault === 1) queueMicrotask(() => fail(transaction)); // it was begun, and is not done
    return request;
  };
  IDBObjectStore.prototype[verb] = faulty as never;
}

/** The system takes the bytes of a file away, or half of them: its name and its size stay. */
const { slice } = Blob.prototype;
Blob.prototype.slice = function (this: Blob, from = 0, to = this.size, type = "") {
  const left = world.unread.get(this.size);
  if (left === undefined) return slice.call(this, from, to, type);
  const part = slice.call(this, from, Math.max(from, Math.min(to, left)), type);
  if (left === 0) part.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotReadableError"));
  return part;
};
