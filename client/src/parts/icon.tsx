/** A pictogram of the sprite. It always stands beside its word, and is not read aloud. */
export function Icon({ name }: { name: string }) {
  return (
    <svg class="icon" aria-hidden="true" focusable="false">
      <use href={`/app/icons.svg#${name}`} />
    </svg>
  );
}
