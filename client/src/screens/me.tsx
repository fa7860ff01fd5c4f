/** Me: my words, my phone, my way out. */
import { useSignal } from "@preact/signals";
import { send } from "../core/api";
import { choose, type Tongue, tongue, words } from "../core/i18n";
import { person, waiting } from "../core/store";
import { depart } from "../departure";
import { Duties } from "../parts/duties";
import { Icon } from "../parts/icon";
import { Ways } from "../parts/ways";
import { BASE } from "../router";

const TONGUES: [Tongue, string][] = [
  ["fr", "Français"],
  ["simple", "Français facile à lire"],
  ["en", "English"],
];

export default function Me() {
  const { me, language, phone, bin, account, waiting: waits, allSent } = words.value;
  const pick = async (next: Tongue) => {
    await choose(next);
    await send(
      "PATCH",
      "/v1/me",
      { locale: next === "en" ? "en" : "fr", simple_language: next === "simple" },
      "*",
    ).catch(() => undefined);
  };
  return (
    <>
      <h1>{person.value?.display_name || me}</h1>
      <p class="quiet">{person.value?.email}</p>
      <Ways />
      <fieldset>
        <legend>{language}</legend>
        <div class="chips">
          {TONGUES.map(([name, label]) => (
            <button
              key={name}
              type="button"
              lang={name === "en" ? "en" : "fr"}
              aria-pressed={tongue.value === name}
              onClick={() => void pick(name)}
            >
              {label}
            </button>
          ))}
        </div>
      </fieldset>
      <Duties />
      <ul class="lines">
        <li>
          <a href={`${BASE}/me/phone`}>
            <Icon name="phone" /> <span>{phone}</span> <em>{waiting.value ? waits(waiting.value) : allSent}</em>
          </a>
        </li>
        <li>
          <a href={`${BASE}/bin`}>
            <Icon name="bin" /> <span>{bin}</span>
          </a>
        </li>
      </ul>
      <h2>{account}</h2>
      <SignOut />
    </>
  );
}

function SignOut() {
  const { signOut, signOutWaits, signOutAnyway, signOutLead, cancel } = words.value;
  const isAsked = useSignal(false);
  const leave = () => {
    if (isAsked.value || !waiting.value) void depart();
    else isAsked.value = true;
  };
  return (
    <div class="sign-out">
      <p class="quiet">{isAsked.value ? signOutWaits(waiting.value) : signOutLead}</p>
      <button type="button" class="button plain" onClick={leave}>
        {isAsked.value ? signOutAnyway : signOut}
      </button>
      {isAsked.value && (
        <button type="button" class="button" onClick={() => (isAsked.value = false)}>
          {cancel}
        </button>
      )}
    </div>
  );
}
