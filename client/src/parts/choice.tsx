/** Something that is on or off. */
import { useId } from "preact/hooks";
import "./choice.css";

interface Properties {
  label: string;
  hint?: string | undefined;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

export function Choice({ label, hint, checked, onChange }: Properties) {
  const id = useId();
  return (
    <div class="choice">
      <label>
        <input
          type="checkbox"
          checked={checked}
          aria-describedby={hint ? id : undefined}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span>{label}</span>
      </label>
      {hint && (
        <p class="hint" id={id}>
          {hint}
        </p>
      )}
    </div>
  );
}
