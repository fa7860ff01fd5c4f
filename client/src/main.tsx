import { render } from "preact";
import { App } from "./app";
import { comeBack } from "./arrival";
import { recall } from "./core/i18n";
import { recallReading } from "./core/reading";
import { register } from "./shell";
import { begin } from "./sync/runs";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/reading.css";

await Promise.all([recall(), recallReading()]);
await comeBack();
render(<App />, document.getElementById("app")!);
begin();
void import("./nouns/endorsements").then((asks) => asks.begin());
register();
performance.mark("interactive");
