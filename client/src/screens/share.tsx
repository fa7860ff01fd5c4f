/** Sharing in three steps: with whom, for what, until when. What is chosen is kept until it is given. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { draft, keepDraft } from "../core/drafts";
import { words } from "../core/i18n";
import { uuid7 } from "../core/ids";
import { moment, nameOf } from "../nouns/experiences";
import { audiencesOf, purposesFor, rightsFor, type Target } from "../nouns/grants";
import { publications } from "../nouns/publications";
import type { Choice } from "../nouns/terms";
import { targetName } from "../parts/names";
import { sharingWords } from "../words/sharing";
import { Until } from "./share_until";
import { What } from "./share_what";
import { Whom } from "./share_whom";
import "./share.css";

export interface StepProperties {
  target: Target;
  of: string; // the id of what is shared; "all" of all of a kind
  choice: Signal<Choice>;
  change: (members: Partial<Choice>) => void;
}

const THREE_MONTHS = 92; // days

const first = (target: Target): Choice => ({
  id: uuid7(),
  step: 1,
  audience: audiencesOf(target)[0]!,
  code: "",
  community: "",
  purpose: "personal",
  rights: [],
  days: THREE_MONTHS,
  date: "",
  passcode: "",
});

export default function Share({ type, id }: { type: Target; id: string }) {
  const { share } = words.value;
  const { steps, stepOf, back, allToCome } = sharingWords.value;
  const name = `share:${type}:${id}`;
  const choice = useSignal(first(type));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    void draft<Choice>(name).then((kept) => {
      if (kept) choice.value = { ...choice.value, ...kept };
    });
  }, [name]);
  const change = (members: Partial<Choice>) => {
    const next = { ...choice.value, ...members };
    if (!purposesFor(next.audience).includes(next.purpose)) next.purpose = "personal";
    next.rights = next.rights.filter((right) => rightsFor(next.audience).includes(right));
    choice.value = next;
    const { passcode: _secret, ...rest } = next; // a secret is not kept on the phone
    void keepDraft(name, rest);
    if (members.step) requestAnimationFrame(() => heading.current?.focus());
  };
  const { step } = choice.value;
  const properties: StepProperties = { target: type, of: id, choice, change };
  return (
    <div class="share">
      <p class="lead" dir="auto">
        {titleOf(type, id)}
        {id === "all" && <> · {allToCome}</>}
      </p>
      <h1>{share}</h1>
      <h2 ref={heading} tabIndex={-1}>
        <span class="when">{stepOf(step)}</span> {steps[step - 1]}
      </h2>
      {step === 1 && <Whom {...properties} />}
      {step === 2 && <What {...properties} />}
      {step === 3 && <Until {...properties} />}
      {step > 1 && (
        <button type="button" class="link" onClick={() => change({ step: (step - 1) as 1 | 2 })}>
          {back}
        </button>
      )}
    </div>
  );
}

/** What is shared, by its name. */
export function titleOf(type: Target, id: string): string {
  const { portrait, untitled } = words.value;
  if (type === "experience") {
    const lived = moment(id);
    return lived?.local ? nameOf(lived, untitled) : targetName(type);
  }
  return publications(portrait).find((one) => one.id === id)?.title || targetName(type);
}
