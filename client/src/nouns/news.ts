/** Notifications as they come, by a stream of the server. */
import { call } from "../core/session";

const PAUSE = 5_000; // milliseconds before a stream that was cut is opened again

/** Hear of news as they come, until `end` says so. */
export async function listen(onNews: () => void, end: AbortSignal): Promise<void> {
  while (!end.aborted) {
    try {
      const answer = await call("/v1/notifications/stream", { signal: end });
      const reader = answer.ok && answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = reader && (await reader.read()); part && !part.done; part = reader && (await reader.read()))
        if (part.value.includes("event: notification")) onNews();
    } catch {
      // without network there is nothing to hear
    }
    if (!end.aborted) await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
