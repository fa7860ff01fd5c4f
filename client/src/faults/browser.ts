/** What the engine needs of a browser. It is imported first. */
import "fake-indexeddb/auto";

/** One at a time, as in a browser. */
const held = new Map<string, Promise<unknown>>();
const locks = {
  request<T>(name: string, _options: unknown, run: () => Promise<T>): Promise<T> {
    const mine = (held.get(name) ?? Promise.resolve()).then(run, run);
    held.set(
      name,
      mine.catch(() => undefined),
    );
    return mine;
  },
};
Object.defineProperty(globalThis, "navigator", { value: { language: "fr", locks }, configurable: true });
/** Tabs hear each other; that somebody leaves is no death. */
const channels = new Set<{ name: string; onmessage?: (event: { data: unknown }) => void }>();
globalThis.BroadcastChannel = class {
  onmessage?: (event: { data: unknown }) => void;
  constructor(readonly name: string) {
    channels.add(this);
  }
  postMessage(data: unknown) {
    if (data === "left") return;
    for (const other of channels) if (other !== this && other.name === this.name) other.onmessage?.({ data });
  }
  close() {
    channels.delete(this);
  }
} as never;
crypto.subtle.digest = async () => new ArrayBuffer(32);
URL.createObjectURL = () => "blob:";
URL.revokeObjectURL = () => undefined;
