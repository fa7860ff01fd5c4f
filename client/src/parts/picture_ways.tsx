/** Photos and films: taken now, or chosen, several at once. On an iPhone, an input that opens the camera offers no choice. */
import { words } from "../core/i18n";
import { Icon } from "./icon";
import { watch } from "./toast";

type OnPicture = (blob: Blob, kind: "photo" | "video") => Promise<unknown>;

/** The bytes, not the file: the system may take its copy away. */
export async function takeIn(input: HTMLInputElement, onPicture: OnPicture): Promise<void> {
  for (const file of input.files ?? []) {
    const blob = new Blob([await file.arrayBuffer()], { type: file.type });
    await onPicture(blob, file.type.startsWith("video") ? "video" : "photo");
  }
  input.value = "";
}

export function PictureWays({ taking, onPicture }: { taking: string; onPicture: OnPicture }) {
  const shared = {
    class: "unseen",
    accept: "image/*,video/*",
    onChange: (event: { currentTarget: HTMLInputElement }) => watch(takeIn(event.currentTarget, onPicture)),
  };
  return (
    <>
      <label class="way">
        <Icon name="photo" />
        <span>{taking}</span>
        <input type="file" {...shared} capture="environment" />
      </label>
      <label class="way">
        <Icon name="film" />
        <span>{words.value.choosePictures}</span>
        <input type="file" {...shared} multiple />
      </label>
    </>
  );
}
