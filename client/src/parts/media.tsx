/** A photo, a sound or a film of a moment, with the words that stand for it. */
import { words } from "../core/i18n";
import type { Picture } from "../nouns/experiences";
import "./media.css";

export function Media({ picture }: { picture: Picture }) {
  const { transcript: label } = words.value;
  const { kind, address, alt, transcript } = picture;
  if (!address) return null;
  return (
    <figure class="media">
      {kind === "audio" ? (
        <audio controls preload="metadata" src={address} />
      ) : kind === "video" ? (
        <video controls preload="metadata" src={address} />
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
