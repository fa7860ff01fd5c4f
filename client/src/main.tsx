import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app";
import { comeBack, recoverSounds } from "./arrival";
import { deviceSetting } from "./core/db";
import { recall } from "./core/i18n";
import { maybe } from "./core/keeping";
import { recallReading } from "./core/reading";
import { person } from "./core/store";
import { finishLeaving } from "./departure";
import { awaitOffer } from "./installation";
import { place } from "./router";
import { hearFaults, register, renewOnce } from "./shell";
import { begin, state } from "./sync/runs";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/reading.css";

awaitOffer();
void deviceSetting("person").then((known) => known && place.value.load().catch(() => undefined)); // comes meanwhile
await Promise.all([recall(), recallReading()]);
await comeBack();
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
