/** Sound while it is recorded, and what is left of it after a kill. */
import { DURABLE, type KeptFile, keepRow, write } from "../core/db";
import { uuid7 } from "../core/ids";
import { current } from "../core/store";

const SLICE = 5_000; // milliseconds
const BITS = 24_000; // a second
const FORMS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const lockOf = (id: string) => `recording-${id}`;

export interface Recording {
  id: string;
  recorder: MediaRecorder;
  written: Promise<unknown>;
  unlock: () => void;
}

/** Ask for the microphone, and record. Throws where the person or the browser refuses. */
export async function begin(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  const type = FORMS.find((form) => MediaRecorder.isTypeSupported(form));
  const recorder = new MediaRecorder(stream, { ...(type ? { mimeType: type } : {}), audioBitsPerSecond: BITS });
  const id = uuid7();
  const recording: Recording = { id, recorder, written: Promise.resolve(), unlock: () => undefined };
  void navigator.locks.request(lockOf(id), () => new Promise<void>((resolve) => (recording.unlock = resolve)));
  const file: KeptFile = {
    id,
    blob: new Blob(),
    kind: "audio",
    content_type: recorder.mimeType,
    state: "recording",
    sent: 0,
  };
  await keepRow(current(), "files", file);
  let part = 0;
  recorder.ondataavailable = ({ data }) => {
    const row = { file: id, part: part++, blob: data };
    if (data.size) recording.written = recording.written.then(() => keepRow(current(), "parts", row));
  };
  recorder.start(SLICE);
  return recording;
}

/** Stop, and give the whole sound to be kept. */
export async function finish(recording: Recording, keepOne: (blob: Blob) => Promise<unknown>): Promise<void> {
  const { recorder, id } = recording;
  await new Promise<void>((resolve) => {
    recorder.onstop = () => resolve();
    recorder.stop();
  });
  for (const track of recorder.stream.getTracks()) track.stop();
  await recording.written;
  await handOver(id, recorder.mimeType, keepOne);
  recording.unlock();
}

/** The sound is kept elsewhere before its parts go. */
async function handOver(id: string, type: string, keepOne: (blob: Blob) => Promise<unknown>): Promise<void> {
  const range = IDBKeyRange.bound([id, 0], [id, Infinity]);
  const parts = await current().getAll("parts", range);
  if (parts.length)
    await keepOne(
      new Blob(
        parts.map(({ blob }) => blob),
        { type: type.split(";")[0]! },
      ),
    );
  await write(
    current(),
    ["files", "parts"],
    async (transaction) => {
      await transaction.objectStore("parts").delete(range);
      await transaction.objectStore("files").delete(id);
    },
    DURABLE,
  );
}

/** Sounds that a kill left behind are kept, as long as they are. One that another tab records is left alone. */
export async function recover(keepOne: (blob: Blob) => Promise<unknown>): Promise<void> {
  for (const file of await current().getAllFromIndex("files", "state", "recording")) {
    await navigator.locks.request(lockOf(file.id), { ifAvailable: true }, async (lock) => {
      if (lock) await handOver(file.id, file.content_type, keepOne);
    });
  }
}
