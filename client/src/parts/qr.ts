/** Reading a QR without the browser's help: a module of its own, loaded where it is needed. */
import { decodeQR } from "qr/decode.js";

export type Pixels = { data: Uint8ClampedArray; width: number; height: number };

/** What the QR in the picture says; empty where none is seen. */
export function readQr(pixels: Pixels, timeLimit: number): string {
  try {
    return decodeQR(pixels, { effort: timeLimit > 1_000 ? 3 : 1, timeLimit });
  } catch {
    return ""; // no QR, or one that is not sharp
  }
}
