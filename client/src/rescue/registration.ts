/** The worker is registered, from whichever page. */

const WORKER = "/app/sw.js";

interface TypesFactory {
  createPolicy(name: string, rules: { createScriptURL(): string }): { createScriptURL(url: string): string };
}

/** The address of a worker is a sink of Trusted Types: one policy gives one address. */
function workerAddress(): string {
  const types = (window as unknown as { trustedTypes?: TypesFactory }).trustedTypes;
  return types?.createPolicy("shell", { createScriptURL: () => WORKER }).createScriptURL(WORKER) ?? WORKER;
}

export const registerWorker = (): Promise<ServiceWorkerRegistration> =>
  navigator.serviceWorker.register(workerAddress(), { updateViaCache: "imports" }); // they are named by their content
