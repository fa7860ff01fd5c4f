/** Calm questions, each asked once: to be told of missions, to keep the application on the phone. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { maybe } from "../core/keeping";
import { installation, installs, isInstallable, leaveInstallation } from "../installation";
import { doNotAsk, isAskable, turnOn } from "../nouns/pushes";
import { reachWords } from "../words/reach";
import { say, watch } from "./toast";
import "./reach.css";

function Question({ title, lead, children }: { title: string; lead: string; children: ComponentChildren }) {
  return (
    <section class="reach">
      <h2>{title}</h2>
      <p>{lead}</p>
      {children}
    </section>
  );
}

/** After the first answer to a mission. */
export function PushQuestion() {
  const { pushTitle, pushLead, pushYes, pushNo, pushOn, pushRefused } = reachWords.value;
  const isAsked = useSignal(false);
  useEffect(() => void isAskable().then((askable) => (isAsked.value = askable)), []);
  if (!isAsked.value) return null;
  const agree = async () => {
    isAsked.value = false;
    await turnOn().then(
      (isOn) => say(isOn ? pushOn : pushRefused),
      () => say(words.value.needsNetwork),
    );
  };
  const decline = () => {
    isAsked.value = false;
    maybe(doNotAsk());
  };
  return (
    <Question title={pushTitle} lead={pushLead}>
      <button type="button" class="button" onClick={() => watch(agree())}>
        {pushYes}
      </button>
      <button type="button" class="button plain" onClick={decline}>
        {pushNo}
      </button>
    </Question>
  );
}

/** After the third moment. */
export function InstallQuestion() {
  const { installTitle, installLead, installYes, installByHand, pushNo } = reachWords.value;
  const isAsked = useSignal(false);
  useEffect(() => void isInstallable().then((installable) => (isAsked.value = installable)), [installation.value]);
  if (!isAsked.value) return null;
  const install = async () => {
    isAsked.value = false;
    await installs();
  };
  const decline = () => {
    isAsked.value = false;
    maybe(leaveInstallation());
  };
  return (
    <Question title={installTitle} lead={installation.value ? installLead : `${installLead} ${installByHand}`}>
      {installation.value && (
        <button type="button" class="button" onClick={() => watch(install())}>
          {installYes}
        </button>
      )}
      <button type="button" class="button plain" onClick={decline}>
        {pushNo}
      </button>
    </Question>
  );
}
