/** A photo, a sound or a film of a moment, with the words that stand for it. */
import { words } from "../core/i18n";
import { reading } from "../core/reading";
import type { Picture } from "../nouns/experiences";
import "./media.css";

export function Media({ picture }: { picture: Picture }) {
  const { transcript: label } = words.value;
  const { kind, address, alt, transcript } = picture;
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
