/** Pictures under a text, each with what it shows. One's own is there before the server has prepared it. */
import type { components } from "api";
import { addressAt, addressOf } from "../core/pictures";
import "./gallery.css";

type Medium = components["schemas"]["CitedMediaRead"];

const addressIn = ({ id, variants }: Medium) =>
  addressOf(id) ?? (variants.includes("small") ? addressAt(id, "small") : undefined);

export function Gallery({ media }: { media: Medium[] }) {
  return (
    <>
      {(media ?? []).map((one) => {
        const address = addressIn(one);
        return (
          address && (
            <p key={one.id} class="gallery">
              <img
                src={address}
                alt={one.alt ?? ""}
                width={one.width ?? undefined}
                height={one.height ?? undefined}
                decoding="async"
              />
            </p>
          )
        );
      })}
    </>
  );
}
