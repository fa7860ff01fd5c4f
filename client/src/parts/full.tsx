/** The whole screen for one thing, such as a picture on a projector. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { words } from "../core/i18n";
import "./full.css";

interface Properties {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

export function Full({ title, onClose, children }: Properties) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog class="full" ref={dialog} onClose={onClose} aria-labelledby="full-title">
      <h2 id="full-title">{title}</h2>
      {children}
      <button type="button" class="button plain" onClick={() => dialog.current?.close()}>
        {words.value.close}
      </button>
    </dialog>
  );
}
