/** The worker, and new versions: nobody is ever stuck with an old one. */

const HOUR = 3_600_000; // milliseconds
const WORKER = "/app/sw.js";

interface TypesFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** The address of a worker is a sink of Trusted Types: one policy allows one address. */
function workerAddress(): string {
  const types = (window as unknown as { trustedTypes?: TypesFactory }).trustedTypes;
  const createScriptURL = (url: string) => {
    if (url !== WORKER) throw new TypeError(url);
    return url;
  };
  return types?.createPolicy("shell", { createScriptURL }).createScriptURL(WORKER) ?? WORKER;
}

const isBusy = () => Boolean(document.querySelector("input:focus, textarea:focus, .way.on"));

export function register(): void {
  if (!("serviceWorker" in navigator)) return;
  const wasHeld = Boolean(navigator.serviceWorker.controller);
  let isStale = false;
  const reload = () => isStale && !isBusy() && location.reload();
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    isStale = wasHeld;
    reload();
  });
  addEventListener("popstate", reload);
  void navigator.serviceWorker
    .register(workerAddress(), { scope: "/app/", updateViaCache: "none" })
    .then((registration) => {
      const look = () => void registration.update().catch(() => undefined);
      look();
      setInterval(look, HOUR);
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "visible") look();
        reload();
      });
    })
    .catch(() => undefined); // without a worker all works but the opening without network
}
