/** Room on the phone. */

/** Whether a write failed for want of room. What stood in its field stands there still. */
export const isNoRoom = (fault: unknown): boolean => (fault as Error | null)?.name === "QuotaExceededError";

const LEAST = 200_000_000; // bytes
const FULLEST = 0.8; // of what the browser may take

export async function isAlmostFull(): Promise<boolean> {
  const { usage = 0, quota = Infinity } = (await navigator.storage?.estimate?.()) ?? {};
  return quota - usage < LEAST || usage / quota > FULLEST;
}

export async function used(): Promise<number> {
  return (await navigator.storage?.estimate?.())?.usage ?? 0;
}

export const persists = async (): Promise<boolean> => (await navigator.storage?.persisted?.()) ?? false;

/** Ask the browser not to erase what is kept: installed applications get it. */
export const askToPersist = async (): Promise<boolean> => (await navigator.storage?.persist?.()) ?? false;

/** « 12,4 Mo » */
export function inBytes(count: number, locale: string): string {
  const unit = count >= 1e9 ? ["gigabyte", 1e9] : count >= 1e6 ? ["megabyte", 1e6] : ["kilobyte", 1e3];
  const format = { style: "unit", unit: unit[0] as string, maximumFractionDigits: 1 } as Intl.NumberFormatOptions;
  return new Intl.NumberFormat(locale, format).format(count / (unit[1] as number));
}
