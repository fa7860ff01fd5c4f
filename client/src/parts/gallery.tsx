/** Pictures under a text, each with what it shows. */
import type { components } from "api";
import { addressAt } from "../core/pictures";
import "./gallery.css";

type Medium = components["schemas"]["CitedMediaRead"];

export function Gallery({ media }: { media: Medium[] }) {
  const ready = (media ?? []).filter(({ variants }) => variants.includes("small"));
  return (
    <>
      {ready.map(({ id, alt }) => (
        <p key={id} class="gallery">
          <img src={addressAt(id, "small")} alt={alt ?? ""} loading="lazy" decoding="async" />
        </p>
      ))}
    </>
  );
}
