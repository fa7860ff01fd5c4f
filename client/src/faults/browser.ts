/** What the engine needs of a browser. It is imported first. */
import "fake-indexeddb/auto";

/** One at a time, as in a browser. */
const held = new Map<string, Promise<unknown>>();
const locks = {
  request<T>(name: string, run: () => Promise<T>): Promise<T> {
    const mine = (held.get(name) ?? Promise.resolve()).then(run, run);
    held.set(
      name,
      mine.catch(() => undefined),
    );
    return mine;
  },
};
Object.defineProperty(globalThis, "navigator", { value: { language: "fr", locks }, configurable: true });
globalThis.BroadcastChannel = class {
  postMessage() {}
  close() {}
} as never;
crypto.subtle.digest = async () => new ArrayBuffer(32);
URL.createObjectURL = () => "blob:";
URL.revokeObjectURL = () => undefined;
