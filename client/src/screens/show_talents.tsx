/** « Montrer mes talents »: whether mine count in the tree of a community, after the sentence that one agrees to. */

import { tongue } from "../core/i18n";
import { sentenceIn } from "../core/refusals";
import { type Belonging, places, showsTalents, showTalents, type Texts } from "../nouns/communities";
import { Fault } from "../parts/fault";
import { useLook } from "../parts/look";
import { watch } from "../parts/toast";
import { togetherWords } from "../words/together";

const TAGS = { fr: "fr", en: "en", simple: "fr-x-simple" };

export function ShowTalents({ mine }: { mine: Belonging }) {
  const { showTalents: label, showTalentsLead } = togetherWords.value;
  const text = useLook<Texts>(places.texts).value?.items.find(({ kind }) => kind === "talents");
  const { problem } = mine;
  const isShown = showsTalents(mine);
  return (
    <>
      <label class="switch">
        <input
          type="checkbox"
          checked={isShown}
          aria-describedby="show-talents-lead"
          onChange={(event) => watch(showTalents(mine.id, event.currentTarget.checked, text?.version))}
        />
        {label}
      </label>
      <p class="hint" id="show-talents-lead">
        {text?.text[TAGS[tongue.value]] ?? showTalentsLead}
      </p>
      <Fault text={problem ? sentenceIn(problem) : ""} />
    </>
  );
}
