/** The screen of the address, in its frame. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { words } from "./core/i18n";
import { person } from "./core/store";
import { Chrome } from "./parts/chrome";
import { type Parameters, place } from "./router";
import { fetchScreen, screenOf, signIn } from "./routes";
import { reopen } from "./shell";

export function App() {
  return (
    <Chrome>
      <Here />
    </Chrome>
  );
}

/** What is there stays until the next screen has come. Before somebody is here, all addresses lead to the entrance. */
function Here() {
  const { pattern, parameters, load: own } = place.value;
  const load = person.value ? own : signIn;
  const key = JSON.stringify(parameters) + pattern;
  const isMissing = useSignal(false);
  const screen = useSignal<View | null>(null);
  useLayoutEffect(() => {
    let isWanted = true;
    isMissing.value = false;
    const show = (Screen: View["Screen"]) => {
      if (!isWanted) return;
      if (screen.value) requestAnimationFrame(announce);
      screen.value = { Screen, parameters, load, key };
    };
    const known = screenOf(load);
    if (known) show(known);
    else
      fetchScreen(load).then(show, () => {
        isMissing.value = isWanted && !reopen();
      });
    return () => {
      isWanted = false;
    };
  }, [key, load]);
  useEffect(() => {
    name();
    if (screen.value || isMissing.value) document.getElementById("frame")?.remove();
  });
  if (isMissing.value) return <Missing />;
  if (!screen.value || (!person.value && screen.value.load !== signIn)) return null;
  const { Screen } = screen.value;
  return <Screen key={screen.value.key} {...screen.value.parameters} />;
}

interface View {
  Screen: ComponentType<Parameters>;
  parameters: Parameters;
  load: unknown;
  key: string; // of this screen, not of the address that is wanted: another key would draw its fields again
}

/** The files of a screen are neither here nor at the server. */
function Missing() {
  const { name: title, screenMissing, tryAgain } = words.value;
  return (
    <>
      <h1>{title}</h1>
      <p role="alert">{screenMissing}</p>
      <button type="button" class="button" onClick={() => location.reload()}>
        {tryAgain}
      </button>
    </>
  );
}

/** The title of the window is that of the screen. */
function name(): void {
  const heading = document.querySelector("main h1")?.textContent;
  document.title = heading ? `${heading} · ${words.value.name}` : words.value.name;
}

/** A screen reader says the heading of the next screen, unless a field is typed in already. */
function announce(): void {
  name();
  if (document.querySelector("main :focus")) return;
  const heading = document.querySelector<HTMLElement>("main h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}
