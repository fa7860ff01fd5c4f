/** When a run is made: after a write, when the network is back, when the tab is looked at; and again after a fault. */
import { computed, signal } from "@preact/signals";
import { Offline, Refused, SignedOut } from "../core/refusals";
import { clockError } from "../core/server_time";
import { type Person, rest } from "../core/session";
import { isNoRoom } from "../core/storage";
import { current, isBare, onWrite, person, tell, waiting } from "../core/store";
import type { Report } from "./push";

export type State = "quiet" | "running" | "offline" | "signed-out" | "failing" | "too-old" | "full";
export const state = signal<State>("quiet");
/** Why a file does not go, while the rest does: empty where the network alone ends too soon. */
export const stuck = signal<string | null>(null);
export const isClockWrong = signal(false);
export const lastRun = signal<number | null>(null);
/** On a phone where somebody has just signed in: that nothing is shown says nothing yet. */
export const isArriving = computed(() => isBare.value && lastRun.value === null);

const AFTER_A_WRITE = 300; // milliseconds
const [FIRST_PAUSE, LONGEST_PAUSE] = [1_000, 600_000];
const CUT_OFF: State[] = ["offline", "signed-out", "too-old"]; // files would not go, either
const TOO_OLD = 426;
const EACH_MINUTE = 60_000;
const pauses = { run: FIRST_PAUSE, files: FIRST_PAUSE };
let timer: ReturnType<typeof setTimeout> | undefined;
let wakesAt = 0;
let isHolding = false;

/** Work that is asked for while it is done is done once more: that is waited for. */
function inTurn(work: (who: Person) => Promise<void>): () => Promise<void> {
  let [now, after]: (Promise<void> | null)[] = [null, null];
  const begin = async (): Promise<void> => {
    if (!person.value) return;
    if (now) {
      after ??= now.then(() => {
        after = null;
        return begin();
      });
      return after;
    }
    now = work(person.value).finally(() => {
      now = null;
    });
    return now;
  };
  return begin;
}

/** Send and fetch what there is now; files follow. What was written after a run began goes with the next one. */
export const run = inTurn(runOnce);
const sendFiles = inTurn(sendFilesOnce);

async function runOnce({ id }: Person): Promise<void> {
  if (state.value === "quiet") state.value = "running"; // what was said before is so until it is known to be otherwise
  let report: Report | null = null;
  try {
    const engine = await import("./engine"); // what is kept here is shown before
    report = engine.newReport();
    await engine.exchange(current(), report);
    for (const fault of report.late.values()) throw fault;
    state.value = "quiet";
    lastRun.value = Date.now();
    isHolding = report.held > 0;
    if (isHolding) soon(report.held);
    pauses.run = FIRST_PAUSE;
    isClockWrong.value = clockError() !== 0;
  } catch (fault) {
    if (person.value?.id !== id) {
      state.value = "quiet"; // whoever it was for has left meanwhile
      return;
    }
    state.value = stateAfter(fault);
    if (state.value === "failing" && !(fault instanceof Refused)) console.error(fault);
    if (state.value === "full") await caches.delete("media"); // pictures that the server has, too
    if (!(fault instanceof SignedOut)) again("run");
  } finally {
    if (person.value?.id === id && !CUT_OFF.includes(state.value)) void sendFiles();
    if (person.value && report) await tell([...report.touched]);
  }
}

/** Files go beside the rest. One that does not go is said, and tried again. */
async function sendFilesOnce({ id }: Person): Promise<void> {
  const { newReport, sendFiles: sendAll } = await import("./engine");
  const report = newReport();
  const fault = await sendAll(current(), report).catch((reason: Error) => reason);
  if (person.value?.id !== id) return;
  const [reason] = fault ? [fault] : [...report.stuck, ...report.late.values()];
  if (!reason) {
    pauses.files = FIRST_PAUSE;
    stuck.value = null;
  } else {
    const isFirst = pauses.files === FIRST_PAUSE; // that the network is gone is found out by the next run
    if (!isFirst) stuck.value = reason instanceof Refused ? reason.message : "";
    again("files");
  }
  await tell([...report.touched]);
  if (report.held) soon(report.held);
  if (report.uploaded) void run(); // what the server made of them
}

function stateAfter(fault: unknown): State {
  if (fault instanceof Offline) return "offline";
  if (fault instanceof SignedOut) return "signed-out";
  if (isNoRoom(fault)) return "full";
  return fault instanceof Refused && fault.status === TOO_OLD ? "too-old" : "failing";
}

function again(what: keyof typeof pauses): void {
  soon(Math.max(pauses[what] * (0.75 + Math.random() / 2), rest()));
  pauses[what] = Math.min(pauses[what] * 2, LONGEST_PAUSE);
}

/** The earliest that is asked for. */
function soon(wait = AFTER_A_WRITE): void {
  const at = Date.now() + wait;
  if (timer && wakesAt <= at) return;
  clearTimeout(timer);
  wakesAt = at;
  timer = setTimeout(() => {
    timer = undefined;
    void run();
  }, wait);
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
