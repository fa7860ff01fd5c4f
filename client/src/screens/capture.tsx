/** Capturing: a voice, a photo or words, kept at once. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Caught } from "../core/files";
import { words } from "../core/i18n";
import { isAlmostFull, isNoRoom } from "../core/storage";
import { addFile, capture, moment, moments } from "../nouns/experiences";
import { answerIfWhole, mission as findMission, type Mission, suffices } from "../nouns/missions";
import { useDraftText } from "../parts/draft";
import { Expected, Lacking, Seers } from "../parts/expected";
import { Field } from "../parts/field";
import { Icon } from "../parts/icon";
import { PictureWays } from "../parts/picture_ways";
import { InstallQuestion, PushQuestion } from "../parts/reach";
import { Recorder } from "../parts/recorder";
import { watch } from "../parts/toast";
import { DraftOf } from "../parts/typing";
import { BASE, query } from "../router";
import "./capture.css";

export default function Capture() {
  const { captureTitle, captureLead, photo, write, whatHappened, keep, almostFull, noRoom, answerTo } = words.value;
  const mission = findMission(query.value.get("mission") ?? "");
  const id = useSignal<string | null>(null);
  const isWriting = useSignal(false);
  const { text, change, forget, keeper } = useDraftText(`capture ${mission?.id ?? ""}`);
  const isFull = useSignal(false);
  useEffect(() => void isAlmostFull().then((full) => (isFull.value = full)), []);
  const fault = useSignal("");
  const trying = async (work: () => Promise<unknown>) => {
    fault.value = "";
    await work().catch((problem) => {
      if (!isNoRoom(problem)) throw problem;
      fault.value = noRoom;
    });
  };
  const keepOne = async (file: Caught) => {
    if (id.value) {
      await addFile(id.value, file.blob, file.kind);
      if (mission) await answerIfWhole(mission, id.value);
    } else id.value = await caught({ files: [file] });
  };
  const caught = async (what: Parameters<typeof capture>[0]) => {
    const made = await capture(what);
    if (mission) await answerIfWhole(mission, made);
    return made;
  };
  const keepWords = async (event: Event) => {
    event.preventDefault();
    const written = text.value.trim();
    if (!written) return;
    await trying(async () => {
      id.value = await caught({ text: written });
      forget();
    });
  };
  const beginAgain = () => {
    id.value = null;
    isWriting.value = false;
  };
  if (id.value) return <Kept id={id.value} mission={mission} onAnother={beginAgain} />;
  return (
    <>
      <h1>{captureTitle}</h1>
      <p class="lead" dir="auto">
        {mission ? answerTo(mission.local.title) : captureLead}
      </p>
      {mission && <Expected mission={mission} />}
      {mission && <Seers mission={mission} />}
      {(fault.value || isFull.value) && (
        <p class="fault" role="alert">
          {fault.value || almostFull}
        </p>
      )}
      <div class="ways">
        <Recorder onKept={(blob) => keepOne({ blob, kind: "audio" })} />
        <PictureWays taking={photo} onPicture={(blob, kind) => trying(() => keepOne({ blob, kind }))} />
        <button
          type="button"
          class="way"
          aria-expanded={Boolean(isWriting.value || text.value)}
          onClick={() => (isWriting.value = true)}
        >
          <Icon name="write" />
          <span>{write}</span>
        </button>
      </div>
      {(isWriting.value || text.value) && (
        <DraftOf.Provider value={keeper}>
          <form onSubmit={(event) => watch(keepWords(event))}>
            <Field id="text" label={whatHappened} value={text.value} onValue={change} long />
            <button type="submit" class="button">
              {keep}
            </button>
          </form>
        </DraftOf.Provider>
      )}
    </>
  );
}

const MOMENTS_BEFORE_INSTALLING = 3;

interface KeptProperties {
  id: string;
  mission: Mission | undefined;
  onAnother: () => void;
}

function Kept({ id, mission, onAnother }: KeptProperties) {
  const made = moment(id);
  const isLacking = mission && made && !suffices(mission, made);
  const { keptOne, tellMore, another, journal, sentAnswer } = words.value;
  return (
    <div class="kept" role="status">
      <Icon name="done" />
      <h1>{keptOne}</h1>
      {isLacking && <Lacking mission={mission} id={id} />}
      {mission && made && !isLacking && (
        <>
          <p>{sentAnswer}</p>
          <Seers mission={mission} />
        </>
      )}
      <a class="button" href={`${BASE}/moments/${id}/tell`}>
        {tellMore}
      </a>
      <button type="button" class="button plain" onClick={onAnother}>
        {another}
      </button>
      <a href={`${BASE}/`}>{journal}</a>
      {mission ? <PushQuestion /> : moments().length >= MOMENTS_BEFORE_INSTALLING && <InstallQuestion />}
    </div>
  );
}
