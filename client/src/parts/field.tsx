/** A field with its label, its hint, and what the server said of it. */
import type { ComponentChildren, InputHTMLAttributes, TargetedInputEvent } from "preact";
import { hintOf, Label } from "./label";

interface Properties {
  id: string;
  label: string;
  hint?: ComponentChildren;
  fault?: string | undefined;
  value: string;
  onValue: (value: string) => void;
  long?: boolean;
  input?: InputHTMLAttributes<HTMLInputElement>;
}

export function Field({ id, label, hint, fault, value, onValue, long, input }: Properties) {
  const described = [hint && hintOf(id), fault && `${id}-fault`].filter(Boolean).join(" ") || undefined;
  const shared = { id, value, "aria-describedby": described, "aria-invalid": fault ? true : undefined } as const;
  return (
    <div class="field">
      <Label id={id} label={label} hint={hint} />
      {fault && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
      {long ? (
        <textarea {...shared} rows={4} dir="auto" onInput={(event) => onValue(event.currentTarget.value)} />
      ) : (
        <input
          {...shared}
          {...input}
          onInput={(event: TargetedInputEvent<HTMLInputElement>) => onValue(event.currentTarget.value)}
        />
      )}
    </div>
  );
}
