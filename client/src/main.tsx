import { render } from "preact";
import { App } from "./app";
import { deviceSetting, keepDeviceSetting } from "./core/db";
import { choose, recall, tongueOf } from "./core/i18n";
import type { Person } from "./core/session";
import { askToPersist } from "./core/storage";
import { enter } from "./core/store";
import { capture } from "./nouns/experiences";
import { recover } from "./nouns/recordings";
import { register } from "./shell";
import { begin, run } from "./sync/runs";
import "./styles/tokens.css";
import "./styles/base.css";

async function arrive(person: Person): Promise<void> {
  await enter(person);
  await recover((blob) => capture({ files: [{ blob, kind: "audio" }] }));
}

async function enterNow(person: Person): Promise<void> {
  await keepDeviceSetting("person", person);
  await choose(tongueOf(person));
  await arrive(person);
  void askToPersist();
  void run();
}

await recall();
const known = await deviceSetting<Person>("person");
if (known) await arrive(known);
render(<App onEntered={enterNow} />, document.getElementById("app")!);
begin();
register();
performance.mark("interactive");
