/** Reading a QR in a picture: by the browser where it can, else by a module of ours that is loaded then. */

interface Detector {
  detect(source: ImageBitmapSource): Promise<{ rawValue: string }[]>;
}
interface DetectorMaker {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

export type Source = HTMLVideoElement | ImageBitmap;
export type Decode = (source: Source) => Promise<string>;

const WIDEST = { video: 720, picture: 1600 }; // pixels: more takes longer and reads no better
const PATIENCE = { video: 60, picture: 2_000 }; // milliseconds

export async function decoder(): Promise<Decode> {
  const made = (globalThis as unknown as { BarcodeDetector?: DetectorMaker }).BarcodeDetector;
  const formats: string[] = (await made?.getSupportedFormats().catch(() => [])) ?? [];
  if (!made || !formats.includes("qr_code")) return decodeHere;
  const detector = new made({ formats: ["qr_code"] });
  return async (source) => (await detector.detect(source))[0]?.rawValue ?? "";
}

async function decodeHere(source: Source): Promise<string> {
  const { readQr } = await import("./qr");
  const kind = "videoWidth" in source ? "video" : "picture";
  const [width, height] =
    "videoWidth" in source ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  const scale = Math.min(1, WIDEST[kind] / Math.max(width, height, 1));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return readQr(context.getImageData(0, 0, canvas.width, canvas.height), PATIENCE[kind]);
}

/** What the QR of a picture that was taken or kept says; empty where none is seen. */
export async function readPicture(file: Blob): Promise<string> {
  const picture = await createImageBitmap(file);
  try {
    return await (await decoder())(picture);
  } finally {
    picture.close();
  }
}
