/** What stands over a field: its label, and its hint, which the field names by `aria-describedby`. */
import type { ComponentChildren } from "preact";

interface Properties {
  id: string; // of the field
  label: ComponentChildren;
  hint?: ComponentChildren;
}

export function Label({ id, label, hint }: Properties) {
  return (
    <>
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={hintOf(id)}>
          {hint}
        </p>
      )}
    </>
  );
}

export const hintOf = (id: string) => `${id}-hint`;
