/** What only the server has: shown as it was last seen here, then as it is. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { Offline } from "../core/refusals";
import { current } from "../core/store";

export interface Seen<T> {
  value: Signal<T | null>;
  fault: Signal<string>;
  isOld: Signal<boolean>;
  again: () => Promise<void>;
}

export const sentenceOf = (fault: unknown): string =>
  fault instanceof Offline ? words.value.needsNetwork : (fault as Error).message;

/** `name`: under which it is kept on this phone until it is seen anew. */
export function useSeen<T>(name: string, load: () => Promise<T>): Seen<T> {
  const value = useSignal<T | null>(null);
  const fault = useSignal("");
  const isOld = useSignal(false);
  const key = `seen ${name}`;
  const again = async () => {
    try {
      value.value = await load();
      isOld.value = false;
      fault.value = "";
      await current().put("meta", value.value, key);
    } catch (problem) {
      const kept = (await current().get("meta", key)) as T | undefined;
      isOld.value = problem instanceof Offline && kept !== undefined;
      if (kept !== undefined && value.value === null) value.value = kept;
      if (!isOld.value) fault.value = sentenceOf(problem);
    }
  };
  useEffect(() => {
    void current()
      .get("meta", key)
      .then((kept) => {
        if (kept !== undefined && value.value === null) value.value = kept as T;
      });
    void again();
  }, [name]);
  return { value, fault, isOld, again };
}

const AGAIN = 3_000; // milliseconds until it is asked again

/** Ask again while something is under way. */
export function useAgain(isUnderWay: boolean, again: () => Promise<void>): void {
  useEffect(() => {
    if (!isUnderWay) return undefined;
    const timer = setInterval(() => document.visibilityState === "visible" && void again(), AGAIN);
    return () => clearInterval(timer);
  }, [isUnderWay]);
}

/** What is said where it does not come, or came a while ago. */
export function SeenState({ of }: { of: Seen<unknown> }) {
  const { lastSeen, tryAgain, coming } = words.value;
  if (of.isOld.value) {
    return (
      <p class="quiet" role="status">
        {lastSeen}
      </p>
    );
  }
  if (of.fault.value) {
    return (
      <p class="fault" role="alert">
        {of.fault.value}{" "}
        <button type="button" class="link" onClick={() => void of.again()}>
          {tryAgain}
        </button>
      </p>
    );
  }
  return of.value.value === null ? (
    <p class="quiet" role="status">
      {coming}
    </p>
  ) : null;
}

/** Acts that need the server: what went wrong stands beside them. */
export function useAct(): {
  fault: Signal<string>;
  isBusy: Signal<boolean>;
  act: (what: () => Promise<unknown>) => Promise<boolean>;
} {
  const fault = useSignal("");
  const isBusy = useSignal(false);
  const act = async (what: () => Promise<unknown>) => {
    isBusy.value = true;
    fault.value = "";
    try {
      await what();
      return true;
    } catch (problem) {
      fault.value = sentenceOf(problem);
      return false;
    } finally {
      isBusy.value = false;
    }
  };
  return { fault, isBusy, act };
}

export function Fault({ text }: { text: string }) {
  return text ? (
    <p class="fault" role="alert">
      {text}
    </p>
  ) : null;
}
