/** What kind of mission it is, and what that kind asks. */
import type { Kind } from "../../nouns/mission_forms";
import { writingWords } from "../../words/writing";
import type { Change } from "./write";

const KINDS: Kind[] = ["experience", "survey", "event", "proposal", "ballot"];

export function KindOf({ kind, change }: { kind: Kind; change: Change }) {
  const { whatKind, kinds, kindHints } = writingWords.value;
  return (
    <fieldset>
      <legend>{whatKind}</legend>
      <div class="chips">
        {KINDS.map((one) => (
          <button key={one} type="button" aria-pressed={kind === one} onClick={() => change({ kind: one })}>
            {kinds[one]}
          </button>
        ))}
      </div>
      <p class="hint">{kindHints[kind]}</p>
    </fieldset>
  );
}
