/** Reading a QR in a picture: by the browser where it can. */

interface Detector {
  detect(source: ImageBitmapSource): Promise<{ rawValue: string }[]>;
}
interface DetectorMaker {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

export type Decode = (video: HTMLVideoElement) => Promise<string>;

/** What reads here; null where nothing does. */
export async function decoder(): Promise<Decode | null> {
  const made = (globalThis as unknown as { BarcodeDetector?: DetectorMaker }).BarcodeDetector;
  const formats: string[] = (await made?.getSupportedFormats().catch(() => [])) ?? [];
  if (!made || !formats.includes("qr_code")) return null;
  const detector = new made({ formats: ["qr_code"] });
  return async (video) => (await detector.detect(video))[0]?.rawValue ?? "";
}
