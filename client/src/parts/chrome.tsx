/** What surrounds each screen: the way to the words, the state of the phone, the bar at the thumb. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren, ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { person, waiting } from "../core/store";
import { delegations, lookUp } from "../nouns/delegations";
import { BASE, place } from "../router";
import { isBroken, renew } from "../shell";
import { isArriving, isClockWrong, state, stuck } from "../sync/runs";
import { Back } from "./back";
import { Bell } from "./bell";
import { Icon } from "./icon";
import { Rescue } from "./rescue";
import { Toast } from "./toast";
import "./chrome.css";

export function Chrome({ children }: { children: ComponentChildren }) {
  return (
    <>
      <a class="skip" href="#content">
        {words.value.skip}
      </a>
      <Banner />
      <main id="content" tabIndex={-1}>
        {person.value && <Bell />}
        {person.value && <Back />}
        {person.value && <Delegated key={person.value.id} />}
        {children}
      </main>
      <Toast />
      {person.value && <Bar />}
    </>
  );
}

/** Few people ever see it: it comes when there is something to tell. */
function Delegated() {
  const part = useSignal<ComponentType | null>(null);
  const isTold = delegations.value.length > 0;
  useEffect(() => {
    document.onvisibilitychange = lookUp; // a screen that stayed open says it, too
    if (isTold) void import("./delegation").then(({ Delegations }) => (part.value = Delegations));
    else void lookUp();
  }, [isTold]);
  const Part = part.value;
  return Part && <Part />;
}

function Banner() {
  const { offline, signedOutBanner, failing, signIn, tooOld, update, full } = words.value;
  const { clockWrong, arriving, fileStuck } = words.value;
  const texts = { offline, "signed-out": signedOutBanner, failing, "too-old": tooOld, full, quiet: "", running: "" };
  const text =
    texts[state.value] ||
    (stuck.value !== null && fileStuck(stuck.value)) ||
    (isClockWrong.value ? clockWrong : isArriving.value ? arriving : "");
  return (
    <div class="banner" role="status">
      {text && (
        <p>
          {text}
          {state.value === "signed-out" && (
            <>
              {" "}
              <a href={`${BASE}/sign-in`}>{signIn}</a>
            </>
          )}
          {state.value === "too-old" && (
            <>
              {" "}
              <button type="button" class="link" onClick={() => void renew()}>
                {update}
              </button>
            </>
          )}
        </p>
      )}
      {isBroken.value && (
        <p>
          {words.value.broken} <Rescue />
        </p>
      )}
    </div>
  );
}

const PLACES = [
  ["/", "journalShort", "journal"],
  ["/missions", "missions", "missions"],
  ["/capture", "capture", "capture"],
  ["/shares", "shares", "shares"],
  ["/me", "me", "me"],
] as const;

function Bar() {
  return (
    <nav class="bar" aria-label={words.value.navigation}>
      <ul>
        {PLACES.map(([to, name, icon]) => (
          <li key={to} class={name === "capture" ? "bar-capture" : ""}>
            <a href={BASE + to} aria-current={place.value.pattern === to ? "page" : undefined}>
              <Icon name={icon} />
              <span>{words.value[name]}</span>
              {name === "me" && waiting.value > 0 && (
                <em role="img" aria-label={words.value.waiting(waiting.value)}>
                  {waiting.value}
                </em>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
