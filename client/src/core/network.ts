/** What the network is like, where the browser says it; and what of photos goes over it. It runs in the worker, too. */
import { deviceSetting, keepDeviceSetting } from "./device";

interface Connection {
  type?: string;
  effectiveType?: string;
  saveData?: boolean;
}
export type WholePhotos = "always" | "wifi";

const SLOW = ["slow-2g", "2g", "3g"];

/** Slow, or paid by what goes over it. A browser that says nothing is believed to have a good one. */
export function isSpare(): boolean {
  const { type, effectiveType, saveData } = (navigator as { connection?: Connection }).connection ?? {};
  return Boolean(saveData) || type === "cellular" || SLOW.includes(effectiveType ?? "");
}

/** « Envoyer mes photos en entier » */
export const wholePhotos = async (): Promise<WholePhotos> =>
  (await deviceSetting<WholePhotos>("whole_photos")) ?? "wifi";

export const sendWhole = (when: WholePhotos) => keepDeviceSetting("whole_photos", when);
