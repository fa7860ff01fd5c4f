import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app";
import { comeBack, recoverSounds } from "./arrival";
import { deviceSetting } from "./core/device";
import { recall } from "./core/i18n";
import { maybe } from "./core/keeping";
import { recallReading } from "./core/reading";
import { person } from "./core/store";
import { finishLeaving } from "./departure";
import { awaitOffer } from "./installation";
import { place } from "./router";
import { fetchScreen } from "./routes";
import { hearFaults, register, renewOnce } from "./shell";
import { begin, state } from "./sync/runs";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/reading.css";

/** No module of a screen runs before this one has ended: nothing is awaited outside of a function. */
async function open(): Promise<void> {
  awaitOffer();
  const screen = deviceSetting("person").then((known) => known && fetchScreen(place.value.load).catch(() => undefined));
  await Promise.all([recall(), recallReading(), comeBack(), screen]);
  if (person.value && globalThis.Notification?.permission === "granted")
    void import("./nouns/pushes").then(({ renewPushes }) => renewPushes()).catch(() => undefined);
  render(<App />, document.getElementById("app")!);
  document.getElementById("frame")?.setAttribute("data-rendered", "");
  hearFaults();
  begin();
  maybe(recoverSounds());
  void import("./nouns/endorsements").then((asks) => asks.begin()).catch(() => undefined);
  register();
  effect(() => maybe(state.value === "too-old" ? renewOnce() : undefined));
  addEventListener("online", () => maybe(finishLeaving()));
  maybe(finishLeaving()); // on a full phone, next time
  performance.mark("interactive");
}

open().catch((fault) => {
  throw fault; // `rescue/start.ts` hears of it
});
