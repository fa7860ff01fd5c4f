/** Sharing in three steps: with whom, for what, until when. What is chosen is kept until it is given. */
import { useMemo, useRef } from "preact/hooks";
import { words } from "../core/i18n";
import { uuid7 } from "../core/ids";
import { moment, nameOf } from "../nouns/experiences";
import { audiencesOf, purposesFor, rightsFor, type Target } from "../nouns/grants";
import { publications } from "../nouns/publications";
import type { Choice } from "../nouns/terms";
import { useDraft } from "../parts/draft";
import { targetName } from "../parts/names";
import { DraftOf } from "../parts/typing";
import { sharingWords } from "../words/sharing";
import { Until } from "./share_until";
import { What } from "./share_what";
import { Whom } from "./share_whom";
import "./share.css";

export interface StepProperties {
  target: Target;
  of: string; // the id of what is shared; "all" of all of a kind
  choice: Choice;
  change: (members: Partial<Choice>) => void;
}

const withoutSecret = (choice: Choice): Choice => ({ ...choice, passcode: "" });
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
  const begun = useMemo(() => first(type), [name]);
  const [choice, changeDraft, keeper] = useDraft(name, begun, withoutSecret);
  const heading = useRef<HTMLHeadingElement>(null);
  const change = (members: Partial<Choice>) => {
    const next = { ...choice, ...members };
    if (!purposesFor(next.audience).includes(next.purpose)) next.purpose = "personal";
    next.rights = next.rights.filter((right) => rightsFor(next.audience).includes(right));
    changeDraft(next);
    if (members.step) requestAnimationFrame(() => heading.current?.focus());
  };
  const { step } = choice;
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
      <DraftOf.Provider value={keeper}>
        {step === 1 && <Whom {...properties} />}
        {step === 2 && <What {...properties} />}
        {step === 3 && <Until {...properties} onGiven={() => changeDraft()} />}
      </DraftOf.Provider>
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
