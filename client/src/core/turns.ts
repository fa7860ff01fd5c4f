/** What tabs and the worker do by turns. */
import { Offline } from "./refusals";

let going = new AbortController();
globalThis.addEventListener?.("pagehide", (event) => {
  if ((event as PageTransitionEvent).persisted) going.abort(new Offline("the page is put away"));
});
globalThis.addEventListener?.("pageshow", () => {
  if (going.signal.aborted) going = new AbortController();
});

/** One tab or the worker does it at a time. A page that a browser puts away for the way back gives up its turn. */
export async function takeTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
  const { signal } = going;
  return navigator.locks.request(name, { signal }, () => {
    signal.throwIfAborted();
    const away = new Promise<never>((_, fail) => signal.addEventListener("abort", () => fail(signal.reason)));
    return Promise.race([work(), away]);
  });
}
