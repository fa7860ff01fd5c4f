/** What a mission wants of an answer, who sees it, and what a moment lacks to be one. */
import { words } from "../core/i18n";
import { addFile } from "../nouns/experiences";
import { answerIfWhole, type Mission } from "../nouns/missions";
import { PictureWays } from "./picture_ways";
import { Recorder } from "./recorder";
import { say } from "./toast";

const wants = (mission: Mission): string => {
  const { min_media = 0, kinds = [] } = mission.local.expected ?? {};
  return min_media ? words.value.wants(min_media, kinds) : "";
};

export function Expected({ mission }: { mission: Mission }) {
  const text = wants(mission);
  return text ? <p>{text}</p> : null;
}

/** Said before and after: an answer never goes to others without a word. */
export function Seers({ mission }: { mission: Mission }) {
  const { teamSees, membersSee } = words.value;
  const { responses_visible_to, community } = mission.local;
  const said = responses_visible_to === "community" ? membersSee : teamSees;
  return (
    <p class="quiet" dir="auto">
      {said(community.name)}
    </p>
  );
}

interface Properties {
  mission: Mission;
  id: string; // of the moment
  onAnswered?: () => void;
}

/** What is missing can be added here; then the moment is the answer. */
export function Lacking({ mission, id, onAnswered }: Properties) {
  const { notYetAnswer, addPhoto, sentAnswer } = words.value;
  const kinds = mission.local.expected?.kinds ?? [];
  const allows = (...some: string[]) => !kinds.length || some.some((kind) => (kinds as string[]).includes(kind));
  const add = async (blob: Blob, kind: "photo" | "audio" | "video") => {
    await addFile(id, blob, kind);
    if (!(await answerIfWhole(mission, id))) return;
    say(sentAnswer);
    onAnswered?.();
  };
  return (
    <div class="acts">
      <p class="fault" role="alert">
        {notYetAnswer} {wants(mission)}
      </p>
      {allows("photo", "video") && <PictureWays taking={addPhoto} onPicture={add} />}
      {allows("audio") && <Recorder onKept={(blob) => add(blob, "audio")} />}
    </div>
  );
}
