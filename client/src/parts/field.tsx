/** A field with its label, its hint, what the server said of it, and whether its text is kept. */
import type { ComponentChildren, InputHTMLAttributes } from "preact";
import { useRef } from "preact/hooks";
import { words } from "../core/i18n";
import type { Kept } from "../core/keeping";
import { isNoRoom } from "../core/storage";
import { hintOf, Label } from "./label";
import { type Entry, type Typed, useTyping } from "./typing";

interface Properties extends Typed {
  label: string;
  hint?: ComponentChildren;
  fault?: string | undefined;
  long?: boolean;
  bare?: boolean; // its label is only heard
  input?: InputHTMLAttributes<HTMLInputElement>;
}

export const digits = (text: string) => text.replace(/\D/g, "");

export function Field({ label, hint, fault, long, bare, input = {}, ...typed }: Properties) {
  const { id } = typed;
  const element = useRef<Entry>(null);
  const { keeper, hasTyped, theirs, choose, onInput, onBlur } = useTyping(element, typed);
  const described = [hint && hintOf(id), fault && `${id}-fault`].filter(Boolean).join(" ") || undefined;
  const shared = {
    id,
    onInput,
    onBlur,
    ref: element as never,
    "aria-label": bare ? label : undefined,
    "aria-describedby": described,
    "aria-invalid": fault ? true : undefined,
  } as const;
  const { maxLength, required, class: look } = input;
  const entry = long ? (
    <textarea rows={4} dir="auto" {...(shared as object)} maxLength={maxLength} required={required} class={look} />
  ) : (
    <input {...input} {...shared} />
  );
  return (
    <div class={bare ? "field bare" : "field"}>
      {!bare && <Label id={id} label={label} hint={hint} />}
      {fault && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
      {entry}
      {theirs.value !== null && (
        <Theirs text={theirs.value} onTheirs={choose} onMine={() => choose(element.current!.value)} />
      )}
      {keeper && hasTyped.value && <Outcome kept={keeper.outcome.value} />}
    </div>
  );
}

function Outcome({ kept }: { kept: Kept | null }) {
  const { keptAt, notKept, noRoom, tag } = words.value;
  if (!kept) return null;
  if (kept.fault !== undefined) {
    return (
      <p class="fault" role="alert">
        {isNoRoom(kept.fault) ? noRoom : notKept}
      </p>
    );
  }
  const time = new Intl.DateTimeFormat(tag, { hour: "2-digit", minute: "2-digit" }).format(kept.at);
  return <p class="keeping">{keptAt(time)}</p>;
}

/** What was written elsewhere in the meantime. */
function Theirs({ text, onTheirs, onMine }: { text: string; onTheirs: (text: string) => void; onMine: () => void }) {
  const { writtenElsewhere, takeThisText, keepMyText } = words.value;
  return (
    <div class="tinted" role="status">
      <p>
        {writtenElsewhere} <q dir="auto">{text}</q>
      </p>
      <button type="button" class="link" onClick={() => onTheirs(text)}>
        {takeThisText}
      </button>{" "}
      <button type="button" class="link" onClick={onMine}>
        {keepMyText}
      </button>
    </div>
  );
}
