/** What is asked of the server when a screen opens: waiting, there, or what stands in the way. */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { Offline, Refused, SignedOut } from "../core/refusals";
import { deskWords } from "../words/desk";
import { Proof } from "./proof";
import "./card.css";
import "./desk.css";

export interface Asked<T> {
  value: Signal<T | null>;
  fault: Signal<unknown>;
  again: () => Promise<void>;
}

/** Ask once, and again when what it is asked of changes. What comes late for another one is not shown. */
export function useAsked<T>(ask: () => Promise<T>, of: unknown[] = []): Asked<T> {
  const value = useSignal<T | null>(null);
  const fault = useSignal<unknown>(null);
  const turn = useSignal(0);
  const again = async () => {
    const mine = ++turn.value;
    try {
      const answer = await ask();
      if (mine !== turn.value) return;
      value.value = answer;
      fault.value = null;
    } catch (problem) {
      if (mine === turn.value) fault.value = problem;
    }
  };
  useEffect(() => {
    value.value = null;
    fault.value = null;
    void again();
    return () => {
      turn.value++;
    };
  }, of);
  return { value, fault, again };
}

const PAUSE = 2_000; // milliseconds

/** Ask again every so often, as long as what came says that more is coming. */
export function useFollowing<T>({ value, again }: Asked<T>, isMoving: (value: T) => boolean): void {
  const last = value.value;
  useEffect(() => {
    if (last === null || !isMoving(last)) return;
    const timer = setTimeout(() => void again(), PAUSE);
    return () => clearTimeout(timer);
  }, [last]);
}

interface Properties<T> {
  asked: Asked<T>;
  children: (value: T) => ComponentChildren;
}

export function Outcome<T>({ asked, children }: Properties<T>) {
  const { value, fault, again } = asked;
  return (
    <>
      {fault.value !== null && <Trouble fault={fault.value} again={again} />}
      {value.value === null && fault.value === null && <p class="quiet waiting">{deskWords.value.oneMoment}</p>}
      {value.value !== null && !isForbidding(fault.value) && children(value.value)}
    </>
  );
}

/** What was shown before must not be shown any longer. */
const isForbidding = (fault: unknown) => fault instanceof Refused && fault.status < 500;

const isProofWanted = (fault: unknown) =>
  fault instanceof Refused && (fault.problem.type ?? "").endsWith("second-factor-required");

/** In the way: no network, a refusal in the server's words, or a proof that can be given here. */
export function Trouble({ fault, again }: { fault: unknown; again?: () => unknown }) {
  const { retry, requestNumber } = deskWords.value;
  if (fault instanceof SignedOut) return null; // the banner says it
  if (isProofWanted(fault)) return <Proof onProved={() => void again?.()} />;
  const { title, request_id } = fault instanceof Refused ? fault.problem : {};
  const sentence = fault instanceof Offline ? words.value.needsNetwork : (fault as Error).message;
  return (
    <div class="fault" role="alert">
      {title && <strong>{title}</strong>}
      {sentence !== title && <p>{sentence}</p>}
      {request_id && (
        <p class="hint">
          {requestNumber} {request_id}
        </p>
      )}
      {again && (
        <button type="button" class="link" onClick={() => void again()}>
          {retry}
        </button>
      )}
    </div>
  );
}
