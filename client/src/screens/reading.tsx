/** How this phone shows letters and pictures. */

import { words } from "../core/i18n";
import { read, reading, SIZES } from "../core/reading";
import { Choice } from "../parts/choice";
import { watch } from "../parts/toast";
import { Tongues } from "../parts/tongues";
import { accountWords } from "../words/account";
import "./account.css";

export default function ReadingScreen() {
  const { reading: title, readingLead, letters, sizes, spaced, spacedHint, cream, creamHint } = accountWords.value;
  const { saver, saverHint, example } = accountWords.value;
  const { size, isSpaced, isCream, savesData } = reading.value;
  return (
    <>
      <h1>{title}</h1>
      <p class="lead">{readingLead(words.value.phone)}</p>
      <fieldset>
        <legend>{letters}</legend>
        <div class="chips">
          {SIZES.map((name) => (
            <button key={name} type="button" aria-pressed={name === size} onClick={() => watch(read({ size: name }))}>
              {sizes[name]}
            </button>
          ))}
        </div>
      </fieldset>
      <Choice
        label={spaced}
        hint={spacedHint}
        checked={isSpaced}
        onChange={(checked) => watch(read({ isSpaced: checked }))}
      />
      <Choice
        label={cream}
        hint={creamHint}
        checked={isCream}
        onChange={(checked) => watch(read({ isCream: checked }))}
      />
      <Choice
        label={saver}
        hint={saverHint}
        checked={savesData}
        onChange={(checked) => watch(read({ savesData: checked }))}
      />
      <p class="example">{example}</p>
      <Tongues />
    </>
  );
}
