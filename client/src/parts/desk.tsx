/** The laptop's table: a list at the left, what is open at the right. On a phone one of both. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { go, place, query } from "../router";
import { deskWords } from "../words/desk";
import "./desk.css";

interface Properties {
  list: ComponentChildren;
  children: ComponentChildren;
  open: string | null; // what of the list is open
  name: string; // of what is open, for whoever hears it
}

export function Desk({ list, children, open, name }: Properties) {
  const content = useRef<HTMLElement>(null);
  useEffect(() => {
    const isNarrow = matchMedia("(max-width: 59.99rem)").matches;
    if (open && isNarrow) content.current?.focus();
    content.current?.scrollTo?.(0, 0);
  }, [open]);
  return (
    <div class={`desk ${open ? "is-open" : ""}`}>
      <div class="desk-list">{list}</div>
      <section class="desk-content" ref={content} tabIndex={-1} aria-label={name}>
        {open && (
          <button type="button" class="link desk-back" onClick={() => choose(null)}>
            {deskWords.value.toList}
          </button>
        )}
        {children}
      </section>
    </div>
  );
}

export const chosen = () => query.value.get("open");

/** Open one of the list. The first adds a step to the way back; those after it do not. */
export function choose(id: string | null): void {
  const marks = new URLSearchParams(query.value);
  const replace = id === null || marks.has("open");
  if (id === null) marks.delete("open");
  else marks.set("open", id);
  const text = marks.toString();
  go(here() + (text ? `?${text}` : ""), { replace });
}

function here(): string {
  const { pattern, parameters } = place.value;
  return pattern.replace(/:(\w+)/g, (_, name) => parameters[name] ?? "");
}

/** One line of a list, that opens. */
export function Row({ id, children, more }: { id: string; children: ComponentChildren; more?: string }) {
  return (
    <button
      type="button"
      data-row
      class={`row ${more ?? ""}`}
      aria-current={chosen() === id ? "true" : undefined}
      onClick={() => choose(id)}
    >
      {children}
    </button>
  );
}
