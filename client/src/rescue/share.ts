/** What another application shares came to the server, as no worker was here: the page sends it again, to the worker. */
import { registerWorker } from "./registration";

const say = () => document.body.classList.add("frame-broken");

/** A second time would end as the first did; a worker that answered with this page could not take it. */
function isInVain(): boolean {
  const [here] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return here?.type === "reload" || Boolean(navigator.serviceWorker.controller);
}

async function begin(): Promise<void> {
  if (!/^fr|^$/.test(navigator.language)) document.documentElement.lang = "en";
  if (isInVain()) return say();
  await registerWorker();
  await navigator.serviceWorker.ready;
  location.reload();
}

void begin().catch(say);
