/** The languages that a person may be spoken to in. */

import { type Tongue, tongue, words } from "../core/i18n";
import { speakTo } from "../nouns/account";
import { watch } from "./toast";

const TONGUES: [Tongue, string][] = [
  ["fr", "Français"],
  ["simple", "Français facile à lire"],
  ["en", "English"],
];

export function Tongues() {
  return (
    <fieldset>
      <legend>{words.value.language}</legend>
      <div class="chips">
        {TONGUES.map(([name, label]) => (
          <button
            key={name}
            type="button"
            lang={name === "en" ? "en" : "fr"}
            aria-pressed={tongue.value === name}
            onClick={() => watch(speakTo(name))}
          >
            {label}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
