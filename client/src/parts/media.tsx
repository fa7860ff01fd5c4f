/** A photo, a sound or a film of a moment, with the words that stand for it. */
import { words } from "../core/i18n";
import type { Problem } from "../core/items";
import { reading } from "../core/reading";
import { sentenceIn } from "../core/refusals";
import type { Picture } from "../nouns/experiences";
import { Icon } from "./icon";
import "./media.css";

interface Properties {
  picture: Picture;
  onTakeAway?: () => void;
}

export function Media({ picture, onTakeAway }: Properties) {
  const { transcript: label } = words.value;
  const { kind, address, alt, transcript } = picture;
  if (picture.stays) return <Staying problem={picture.stays.problem} onTakeAway={onTakeAway} />;
  if (!address) return null;
  const preload = reading.value.savesData ? "none" : "metadata";
  return (
    <figure class="media">
      {kind === "audio" ? (
        <audio controls preload={preload} src={address} />
      ) : kind === "video" ? (
        <video controls preload={preload} src={address} />
      ) : (
        <img src={address} alt={alt} decoding="async" />
      )}
      {transcript && (
        <details>
          <summary>{label}</summary>
          <p dir="auto">{transcript}</p>
        </details>
      )}
    </figure>
  );
}

/** It does not go: why, and the way out. */
function Staying({ problem, onTakeAway }: { problem: Problem | undefined; onTakeAway: (() => void) | undefined }) {
  const { fileLost, fileRefused, takeFileAway } = words.value;
  return (
    <div class="fault" role="alert">
      <p>
        <Icon name="alert" /> {problem ? fileRefused(sentenceIn(problem)) : fileLost}
      </p>
      {onTakeAway && (
        <button type="button" class="button plain" onClick={onTakeAway}>
          {takeFileAway}
        </button>
      )}
    </div>
  );
}
