/** The time by the server’s clock, which ends votes: a phone’s may be minutes off. Each answer says it, to the second. */

const SECOND = 1_000;
let least = -Infinity; // milliseconds that the server’s clock is ahead of this one
let most = Infinity;

/** Narrow down by an answer to what was asked then; start again once this phone’s clock was set. */
export function hearTime(answer: Response, asked: number, heard = Date.now()): void {
  const said = Date.parse(answer.headers.get("Date") ?? "");
  if (Number.isNaN(said)) return;
  const [low, high] = [said - heard, said + SECOND - asked];
  const isSame = low <= most && least <= high;
  least = isSame ? Math.max(least, low) : low;
  most = isSame ? Math.min(most, high) : high;
}

export const serverNow = (now = Date.now()): number => now + (most === Infinity ? 0 : (least + most) / 2);

/** Whole seconds until an instant, by the server’s clock. */
export const secondsUntil = (instant: string): number => Math.ceil((Date.parse(instant) - serverNow()) / SECOND);
