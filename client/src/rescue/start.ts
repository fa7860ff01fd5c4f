/** Until a screen is there: a fault leads to the page that saves what was not sent. It imports nothing. */
export {};

const frame = () => document.getElementById("frame");
/** Firefox gives no file for a fault of the browser’s own; a script of another origin hides its fault, too. */
const isOurs = (event: Event) =>
  !(event instanceof ErrorEvent) ||
  (event.filename ? event.filename.startsWith(location.origin) : event.error !== null);

/** A file that did not come may come next time; a script that fails would fail again. */
function fail(event: Event): void {
  if (event.target instanceof Element) {
    if (event.target.matches("script, link[rel=stylesheet]")) frame()?.classList.add("frame-broken");
  } else if (frame() && isOurs(event)) location.replace("/app/rescue");
}

addEventListener("error", fail, true);
addEventListener("unhandledrejection", (event) => !frame()?.dataset.rendered && fail(event)); // later ones stop nothing
if (!/^fr|^$/.test(navigator.language)) document.documentElement.lang = "en";
