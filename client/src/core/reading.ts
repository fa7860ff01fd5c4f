/** How this phone shows letters and pictures: settings of the phone, not of the person. */
import { signal } from "@preact/signals";
import { deviceSetting, keepDeviceSetting } from "./device";

export const SIZES = ["usual", "large", "larger", "largest"] as const;
export interface Reading {
  size: (typeof SIZES)[number];
  isSpaced: boolean;
  isCream: boolean;
  savesData: boolean;
}
const connection = (navigator as { connection?: { saveData?: boolean } }).connection;

export const reading = signal<Reading>({
  size: "usual",
  isSpaced: false,
  isCream: false,
  savesData: connection?.saveData ?? false,
});

function apply(): void {
  const { size, isSpaced, isCream } = reading.value;
  const { classList } = document.documentElement;
  for (const name of SIZES) classList.toggle(`letters-${name}`, name === size);
  classList.toggle("spaced", isSpaced);
  classList.toggle("cream", isCream);
}

export async function recallReading(): Promise<void> {
  reading.value = { ...reading.value, ...(await deviceSetting<Reading>("reading")) };
  apply();
}

export async function read(change: Partial<Reading>): Promise<void> {
  reading.value = { ...reading.value, ...change };
  apply();
  await keepDeviceSetting("reading", reading.value);
}
