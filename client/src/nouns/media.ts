/** The words that stand for a photo or a recording. They need network: the server keeps them beside the file. */
import { get, send } from "../core/api";
import { current } from "../core/store";
import { run } from "../sync/runs";

/** What is seen on a photo, for whoever does not see it. */
export async function describe(id: string, alt: string): Promise<void> {
  await send("PATCH", `/v1/media/${id}`, { alt: alt || null }, "*");
  void run();
}

/** What is said in a recording, for whoever does not hear it. */
export async function accept(id: string, transcript: string): Promise<void> {
  await send("PATCH", `/v1/media/${id}`, { transcript: transcript || null }, "*");
  void run();
}

/** The words that were heard in it, to be read again. */
export async function heard(id: string): Promise<string> {
  const { cues } = await get<{ cues: { text: string }[] }>(`/v1/media/${id}/transcription`);
  return cues.map(({ text }) => text).join("\n");
}

/** The name that stands on what one publishes. */
export async function sign(display_name: string): Promise<void> {
  await send("PATCH", "/v1/me", { display_name: display_name || null }, "*");
  void run();
}

/** Photos whose light copy the server has, and whose whole file waits here for Wi-Fi. */
export const heldPhotos = () => current().countFromIndex("files", "state", "held");
