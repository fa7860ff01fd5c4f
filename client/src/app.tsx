/** The screen of the address, in its frame. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { words } from "./core/i18n";
import type { Person } from "./core/session";
import { person } from "./core/store";
import { Chrome } from "./parts/chrome";
import { type Parameters, place } from "./router";
import SignIn from "./screens/sign_in";

export function App({ onEntered }: { onEntered: (person: Person) => Promise<void> }) {
  return <Chrome>{person.value ? <Here /> : <SignIn onEntered={onEntered} />}</Chrome>;
}

/** What is there stays until the next screen has come. */
function Here() {
  const { pattern, parameters, load } = place.value;
  const screen = useSignal<{ Screen: ComponentType<Parameters>; parameters: Parameters } | null>(null);
  useEffect(() => {
    let isWanted = true;
    void load().then(({ default: Screen }) => {
      if (!isWanted) return;
      const isFirst = screen.value === null;
      screen.value = { Screen, parameters };
      if (!isFirst) requestAnimationFrame(announce);
    });
    return () => {
      isWanted = false;
    };
  }, [pattern, JSON.stringify(parameters)]);
  useEffect(name);
  if (!screen.value) return null;
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
