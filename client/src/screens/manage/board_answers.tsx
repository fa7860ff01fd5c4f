/** The answers to a mission, person by person; the one that is picked opens beside. */
import { useSignal } from "@preact/signals";
import { type Line, PARTS, type Part, type Sent } from "../../nouns/boards";
import { chosen, Desk } from "../../parts/desk";
import { KeyHelp, useKeys } from "../../parts/keys";
import { manageWords } from "../../words/manage";
import { Reviewed } from "./answer";
import { Lines, type Reading } from "./board_lines";

interface Properties {
  mission: Sent;
  lines: Line[];
  onReviewed: () => Promise<void>;
}

export function Answers({ mission, lines, onReviewed }: Properties) {
  const { pickLine, acceptIt, askAgain, answerBeside, nobodyYet } = manageWords.value;
  const part = useSignal<Part>("all");
  const name = useSignal("");
  const wanted = name.value.trim().toLowerCase();
  const some = lines.filter(
    (line) =>
      PARTS[part.value](line) && `${line.user.display_name} ${line.tags.join(" ")}`.toLowerCase().includes(wanted),
  );
  const open = lines.find(({ id }) => id === chosen());
  const press = (selector: string) => () => document.querySelector<HTMLElement>(`.review ${selector}`)?.click();
  useKeys({ a: press(".accept"), r: () => document.querySelector<HTMLElement>(".review textarea")?.focus() });
  if (!lines.length) return <p class="quiet">{nobodyYet}</p>;
  const reading: Reading =
    mission.kind === "experience" ? "reviewed" : mission.survey?.sheets === "unlinked" ? "counted" : "read";
  const list = (
    <Lines
      reading={reading}
      all={lines}
      lines={some}
      part={part.value}
      onPart={(next) => (part.value = next)}
      name={name.value}
      onName={(next) => (name.value = next)}
    />
  );
  if (reading === "counted") return <div class="one-column">{list}</div>;
  return (
    <>
      <Desk open={open?.id ?? null} name={answerBeside} list={list}>
        {open ? (
          <Reviewed key={open.id} mission={mission} line={open} onReviewed={onReviewed} />
        ) : (
          <p class="quiet pick">{pickLine}</p>
        )}
      </Desk>
      <KeyHelp more={reading === "reviewed" ? { a: acceptIt, r: askAgain } : {}} />
    </>
  );
}
