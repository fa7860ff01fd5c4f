/** What is typed, until it is kept: it is written after a pause, and before the person goes elsewhere. */
import { type Signal, signal } from "@preact/signals";

const PAUSE = 300; // milliseconds after the last key
const AGAIN = 5_000; // after a write that failed
export type Kept = { at: number; fault?: unknown };

/** Write what is no loss where there is no room for it. */
export function maybe(work: Promise<unknown> | undefined): void {
  work?.catch(() => undefined);
}

const due = new Map<string, Keeper<any>>(); // those that hold what is not kept yet

/** One writer of one text or draft. It never writes twice at a time, and the last value is written last. */
export class Keeper<Value> {
  readonly outcome: Signal<Kept | null> = signal(null);
  value!: Value;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private writing: Promise<void> | undefined;

  constructor(
    readonly name: string,
    public write: (value: Value) => Promise<unknown>,
  ) {}

  get isDue(): boolean {
    return due.get(this.name) === this;
  }

  later(value: Value, pause = PAUSE): void {
    watchLeaving();
    this.value = value;
    due.set(this.name, this);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), pause);
  }

  /** Write what is due. It does not throw: `outcome` says how it went. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.writing ??= this.writeAll().finally(() => {
      this.writing = undefined;
    });
    return this.writing;
  }

  private async writeAll(): Promise<void> {
    while (this.isDue) if (!(await this.writeOne())) return;
  }

  /** Say whether it is kept. Until the first `await`, all happens at once. */
  async writeOne(): Promise<boolean> {
    const { value } = this;
    try {
      await this.write(value);
      if (this.value === value) this.drop();
      this.outcome.value = { at: Date.now() };
      return true;
    } catch (fault) {
      this.outcome.value = { at: Date.now(), fault };
      if (this.isDue) this.later(this.value, AGAIN);
      return false;
    }
  }

  /** What was due is not written any more. */
  drop(): void {
    clearTimeout(this.timer);
    if (this.isDue) due.delete(this.name);
  }
}

/** The keeper that still holds something under that name, else a new one. */
export function keeperOf<Value>(name: string, write: (value: Value) => Promise<unknown>): Keeper<Value> {
  return (due.get(name) as Keeper<Value> | undefined) ?? new Keeper(name, write);
}

/** Who comes next on this phone is not given what this person typed. */
export function dropAll(): void {
  for (const keeper of due.values()) keeper.drop();
}

let isGoing = false;
let isWatched = false;

/** Whether the page goes away: no answer of the database comes to it any more, so nothing can be read before it is written. */
export const goesAway = (): boolean => isGoing;

function writeAtOnce(): void {
  isGoing = true;
  for (const keeper of [...due.values()]) void keeper.writeOne();
  isGoing = false;
}

/** Before the page is hidden or left, what is due is written. */
function watchLeaving(): void {
  if (isWatched) return;
  isWatched = true;
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && writeAtOnce());
  addEventListener("pagehide", writeAtOnce);
  addEventListener("beforeunload", (event) => {
    if ([...due.values()].some(({ outcome }) => outcome.value?.fault)) event.preventDefault();
  });
}
