/** The time by the server’s clock, which ends votes: a phone’s may be minutes off, or days. Each answer says it. */

const SECOND = 1_000;
const TOLERANCE = 120_000;
let least = -Infinity; // milliseconds that the server’s clock is ahead of this one
let most = Infinity;

/** Narrow down by an instant of the server between a question and its answer; start again once this phone’s clock was set. */
export function hearTime(instant: string | null | undefined, asked: number, heard = Date.now()): void {
  const said = Date.parse(instant ?? "");
  if (Number.isNaN(said)) return;
  const [low, high] = [said - heard, said + SECOND - asked]; // an instant is said to the second
  const isSame = low <= most && least <= high;
  least = isSame ? Math.max(least, low) : low;
  most = isSame ? Math.min(most, high) : high;
}

export const serverNow = (now = Date.now()): number => now + (most === Infinity ? 0 : (least + most) / 2);

/** Whole seconds until an instant, by the server’s clock. */
export const secondsUntil = (instant: string): number => Math.ceil((Date.parse(instant) - serverNow()) / SECOND);

/** Milliseconds to add to this phone’s clock; 0 where it is right, or where answers were too slow to tell. */
export function clockError(): number {
  const isWrong = least > TOLERANCE || most < -TOLERANCE;
  return isWrong && most - least <= TOLERANCE ? Math.round((least + most) / 2) : 0;
}
