/** A button that opens the camera to read a QR; what reads it comes then. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { words } from "../core/i18n";
import { Fault } from "./fault";
import { Icon } from "./icon";

interface Properties {
  label: string;
  isPlain?: boolean;
  onRead: (text: string) => void;
}
type Eye = ComponentType<{ onRead: (text: string) => void; onEnd: () => void }>;

export function Scan({ label, isPlain, onRead }: Properties) {
  const eye = useSignal<{ Scanner: Eye } | null>(null);
  const fault = useSignal("");
  const open = () =>
    import("./scanner").then(
      (part) => {
        fault.value = "";
        eye.value = part;
      },
      () => (fault.value = words.value.screenMissing),
    );
  const end = () => (eye.value = null);
  const read = (text: string) => {
    end();
    onRead(text);
  };
  if (eye.value) return <eye.value.Scanner onRead={read} onEnd={end} />;
  return (
    <>
      <Fault text={fault.value} />
      <button type="button" class={isPlain ? "button plain" : "button"} onClick={() => void open()}>
        <Icon name="scan" /> {label}
      </button>
    </>
  );
}
