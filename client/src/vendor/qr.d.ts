interface Image {
  width: number;
  height: number;
  data: Uint8Array | Uint8ClampedArray;
}
/** Throws where no QR is seen. `effort`: 1, only what is needed; more tries more. `timeLimit`: milliseconds for it. */
export declare function decodeQR(image: Image, options?: { effort?: number; timeLimit?: number }): string;
