/** When a run is made: after a write, when the network is back, when the tab is looked at; and again after a fault. */
import { computed, signal } from "@preact/signals";
import { Offline, type Person, Refused, rest, SignedOut } from "../core/session";
import { isNoRoom } from "../core/storage";
import { current, isBare, onWrite, person, tell, waiting } from "../core/store";
import type { Report } from "./push";

export type State = "quiet" | "running" | "offline" | "signed-out" | "failing" | "too-old" | "full";
export const state = signal<State>("quiet");
export const isClockWrong = signal(false);
export const lastRun = signal<number | null>(null);
/** On a phone where somebody has just signed in: that nothing is shown says nothing yet. */
export const isArriving = computed(() => isBare.value && lastRun.value === null);

const AFTER_A_WRITE = 300; // milliseconds
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 600_000;
const CLOCK_TOLERANCE = 600_000;
const TOO_OLD = 426;
const EACH_MINUTE = 60_000;
let pause = FIRST_PAUSE;
let timer: ReturnType<typeof setTimeout> | undefined;
let thisRun: Promise<void> | null = null;
let nextRun: Promise<void> | null = null;
let isHolding = false;

/** Send and fetch what there is now. What was written after a run began goes with the next one: that is waited for. */
export async function run(): Promise<void> {
  if (!person.value) return;
  if (thisRun) {
    nextRun ??= thisRun.then(() => {
      nextRun = null;
      return run();
    });
    return nextRun;
  }
  thisRun = runOnce(person.value).finally(() => {
    thisRun = null;
  });
  return thisRun;
}

async function runOnce({ id }: Person): Promise<void> {
  state.value = "running";
  let report: Report | null = null;
  try {
    const engine = await import("./engine"); // what is kept here is shown before
    report = engine.newReport();
    await engine.synchronise(current(), report);
    state.value = "quiet";
    lastRun.value = Date.now();
    isHolding = report.held > 0;
    if (isHolding) soon(report.held);
    pause = FIRST_PAUSE;
    isClockWrong.value = Math.abs(Date.parse(report.served_at ?? "") - Date.now()) > CLOCK_TOLERANCE;
  } catch (fault) {
    if (person.value?.id !== id) {
      state.value = "quiet"; // whoever it was for has left meanwhile
      return;
    }
    state.value = stateAfter(fault);
    if (state.value === "failing" && !(fault instanceof Refused)) console.error(fault);
    if (state.value === "full") await caches.delete("media"); // pictures that the server has, too
    if (!(fault instanceof SignedOut)) again();
  } finally {
    if (person.value && report) await tell([...report.touched]);
  }
}

function stateAfter(fault: unknown): State {
  if (fault instanceof Offline) return "offline";
  if (fault instanceof SignedOut) return "signed-out";
  if (isNoRoom(fault)) return "full";
  return fault instanceof Refused && fault.status === TOO_OLD ? "too-old" : "failing";
}

function again(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void run(), Math.max(pause * (0.75 + Math.random() / 2), rest()));
  pause = Math.min(pause * 2, LONGEST_PAUSE);
}

function soon(wait = AFTER_A_WRITE): void {
  clearTimeout(timer);
  timer = setTimeout(() => void run(), wait);
}

/** A browser that can sends in the background what is written here, even after the tab is closed. */
function askWorker(): void {
  const ready = navigator.serviceWorker?.ready as Promise<
    ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } }
  >;
  void ready?.then((registration) => registration.sync?.register("outbox")).catch(() => undefined);
}

export function begin(): void {
  onWrite(() => {
    askWorker();
    soon();
  });
  addEventListener("online", () => void run());
  addEventListener("offline", () => (state.value = "offline"));
  document.addEventListener(
    "visibilitychange",
    () => (document.visibilityState === "visible" || isHolding) && void run(),
  );
  setInterval(
    () => document.visibilityState === "visible" && waiting.value > 0 && state.value !== "running" && void run(),
    EACH_MINUTE,
  );
  void run();
}
