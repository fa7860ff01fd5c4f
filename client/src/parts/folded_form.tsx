/** A form that is folded until it is wanted. It sends, says that it did, and shows why it was refused. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Trouble } from "./asked";
import { say } from "./toast";

interface Properties {
  label: string; // what is seen of it folded
  button: string;
  isPlain?: boolean; // the button is not the first of its screen
  isDisabled?: boolean;
  send: () => Promise<unknown>;
  thanks: string; // said once it was sent
  onDone: () => Promise<void>;
  kind?: string; // class
  children: ComponentChildren;
}

export function FoldedForm(properties: Properties) {
  const { label, button, isPlain, isDisabled, send, thanks, onDone, kind, children } = properties;
  const fault = useSignal<unknown>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    fault.value = null;
    try {
      await send();
      say(thanks);
      await onDone();
    } catch (problem) {
      fault.value = problem;
    }
  };
  return (
    <details class={kind}>
      <summary>{label}</summary>
      <form onSubmit={(event) => void submit(event)}>
        {children}
        {fault.value !== null && <Trouble fault={fault.value} />}
        <button type="submit" class={isPlain ? "button plain" : "button"} disabled={isDisabled}>
          {button}
        </button>
      </form>
    </details>
  );
}
