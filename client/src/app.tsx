/** The screen of the address, in its frame. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { words } from "./core/i18n";
import { person } from "./core/store";
import { Chrome } from "./parts/chrome";
import { type Parameters, place, signIn } from "./router";

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
  const screen = useSignal<{ Screen: ComponentType<Parameters>; parameters: Parameters; load: unknown } | null>(null);
  useEffect(() => {
    let isWanted = true;
    void load().then(({ default: Screen }) => {
      if (!isWanted) return;
      const isFirst = screen.value === null;
      screen.value = { Screen, parameters, load };
      if (!isFirst) requestAnimationFrame(announce);
    });
    return () => {
      isWanted = false;
    };
  }, [pattern, JSON.stringify(parameters), load]);
  useEffect(name);
  if (!screen.value || (!person.value && screen.value.load !== signIn)) return null;
  const { Screen } = screen.value;
  return <Screen key={JSON.stringify(screen.value.parameters) + pattern} {...screen.value.parameters} />;
}

/** The title of the window is that of the screen. */
function name(): void {
  const heading = document.querySelector("main h1")?.textContent;
  document.title = heading ? `${heading} · ${words.value.name}` : words.value.name;
}

/** Whoever hears the page is told where they are. */
function announce(): void {
  const heading = document.querySelector<HTMLElement>("main h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  name();
}
