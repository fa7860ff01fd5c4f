/** The buttons that move one of a list up or down, or take it out. */
import { words } from "../../core/i18n";
import { writingWords } from "../../words/writing";

interface Properties<T> {
  all: T[];
  place: number;
  onAll: (all: T[]) => void;
  name: string; // of this one
}

export function Places<T>({ all, place, onAll, name }: Properties<T>) {
  const { moveUp, moveDown } = writingWords.value;
  const swap = (other: number) => {
    const next = [...all];
    [next[place], next[other]] = [next[other]!, next[place]!];
    onAll(next);
  };
  return (
    <div class="acts-line">
      {place > 0 && (
        <button
          type="button"
          class="link"
          aria-label={words.value.labelled(moveUp, name)}
          onClick={() => swap(place - 1)}
        >
          {moveUp}
        </button>
      )}
      {place < all.length - 1 && (
        <button
          type="button"
          class="link"
          aria-label={words.value.labelled(moveDown, name)}
          onClick={() => swap(place + 1)}
        >
          {moveDown}
        </button>
      )}
      <button
        type="button"
        class="link"
        aria-label={words.value.labelled(words.value.remove, name)}
        onClick={() => onAll(all.filter((_, other) => other !== place))}
      >
        {words.value.remove}
      </button>
    </div>
  );
}
