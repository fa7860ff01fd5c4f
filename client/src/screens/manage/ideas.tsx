/** The ideas of a mission, for the team: read, approved, set aside with a reason, joined, chosen with who carries it. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Sent } from "../../nouns/boards";
import { type Proposal, proposalsOf } from "../../nouns/proposals";
import { Outcome, useAsked } from "../../parts/asked";
import { chosen, Desk, Row } from "../../parts/desk";
import { Field } from "../../parts/field";
import { KeyHelp, useKeys } from "../../parts/keys";
import { choiceWords } from "../../words/choices";
import { leadWords } from "../../words/lead";
import { Idea } from "./idea";

type Part = "toRead" | "shown" | "chosen" | "aside";
const STATES: Record<Part, string[]> = {
  toRead: ["submitted"],
  shown: ["approved", "shortlisted"],
  chosen: ["selected", "in_progress", "done", "abandoned"],
  aside: ["set_aside", "merged"],
};
const PARTS = Object.keys(STATES) as Part[];

export function Ideas({ mission }: { mission: Sent }) {
  const { pickIdea, anIdea, ideaParts, noneThere, approve, setAside, searchIdea } = leadWords.value;
  const asked = useAsked(() => proposalsOf(mission.id), [mission.id]);
  const picked = useSignal<Part | null>(null);
  const first = useRef<Part>(undefined); // it stays while the ideas in it are decided on
  const wanted = useSignal("");
  const press = (selector: string) => () => document.querySelector<HTMLElement>(`.idea-acts ${selector}`)?.click();
  useKeys({ a: press(".accept"), r: () => document.querySelector<HTMLElement>(".idea-acts #why")?.focus() });
  return (
    <>
      <Outcome asked={asked}>
        {(all) => {
          const open = all.find(({ id }) => id === chosen());
          const isIn = (one: Proposal, name: Part) => STATES[name].includes(one.state);
          first.current ??= PARTS.find((name) => all.some((one) => isIn(one, name))) ?? "toRead";
          const part = picked.value ?? first.current;
          const text = wanted.value.trim().toLowerCase();
          const some = all.filter(
            (one) => isIn(one, part) && `${one.title} ${one.themes.join(" ")}`.toLowerCase().includes(text),
          );
          return (
            <Desk
              open={open?.id ?? null}
              name={anIdea}
              list={
                <>
                  <div class="chips">
                    {PARTS.map((name) => (
                      <button
                        key={name}
                        type="button"
                        aria-pressed={part === name}
                        onClick={() => (picked.value = name)}
                      >
                        {ideaParts[name]} {all.filter((one) => isIn(one, name)).length}
                      </button>
                    ))}
                  </div>
                  <Field
                    id="find"
                    label={searchIdea}
                    value={wanted.value}
                    onValue={(text) => (wanted.value = text)}
                    input={{ type: "search" }}
                  />
                  {some.length === 0 && (
                    <p class="quiet" role="status">
                      {noneThere}
                    </p>
                  )}
                  <ul>
                    {some.map((one) => (
                      <li key={one.id}>
                        <Row id={one.id}>
                          <strong dir="auto">{one.title}</strong>
                          <small>{[...one.themes, choiceWords.value.states[one.state]].join(" · ")}</small>
                        </Row>
                      </li>
                    ))}
                  </ul>
                </>
              }
            >
              {open ? (
                <Idea key={open.id} idea={open} all={all} community={mission.community_id} onDone={asked.again} />
              ) : (
                <p class="quiet pick">{pickIdea}</p>
              )}
            </Desk>
          );
        }}
      </Outcome>
      <KeyHelp more={{ a: approve, r: setAside }} />
    </>
  );
}
