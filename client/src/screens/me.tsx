/** Me: my words, my phone, my rights, my way out. */

import { useSignal } from "@preact/signals";
import { words } from "../core/i18n";
import { waiting } from "../core/store";
import { depart } from "../departure";
import { account, face } from "../nouns/account";
import { Duties } from "../parts/duties";
import { Icon } from "../parts/icon";
import { watch } from "../parts/toast";
import { Tongues } from "../parts/tongues";
import { Ways } from "../parts/ways";
import { BASE } from "../router";
import { accountWords } from "../words/account";
import { togetherWords } from "../words/together";
import "./account.css";

export default function Me() {
  const { me, phone, bin, waiting: waits, allSent } = words.value;
  const { profile, reading, beTold, devices, rights, consents, hidings, tokens, guardian, leave } = accountWords.value;
  const { display_name, email, age_bracket } = account();
  const photo = face();
  return (
    <>
      <header class="who">
        {photo ? <img class="face" src={photo} alt="" /> : <Icon name="me" />}
        <div>
          <h1 dir="auto">{display_name || me}</h1>
          <p class="quiet">{email}</p>
        </div>
      </header>
      <Ways />
      <Duties />
      <ul class="lines">
        <Line to="/me/profile" icon="me" label={profile} />
        <Line to="/me/reading" icon="text" label={reading} />
        <Line to="/me/notifications" icon="bell" label={beTold} />
        <Line to="/me/devices" icon="key" label={devices} />
        <Line to="/me/phone" icon="phone" label={phone} said={waiting.value ? waits(waiting.value) : allSent} />
        <Line to="/claim" icon="qr" label={togetherWords.value.claimTitle} />
        <Line to="/bin" icon="bin" label={bin} />
      </ul>
      <Tongues />
      <h2>{rights}</h2>
      <ul class="lines">
        {age_bracket === "under_15" && <Line to="/me/guardian" icon="people" label={guardian} />}
        <Line to="/me/consents" icon="paper" label={consents} />
        <Line to="/me/hidings" icon="eye" label={hidings} />
        <Line to="/me/tokens" icon="program" label={tokens} />
        <Line to="/me/leave" icon="door" label={leave} />
      </ul>
      <h2>{words.value.account}</h2>
      <SignOut />
    </>
  );
}

function Line({ to, icon, label, said }: { to: string; icon: string; label: string; said?: string }) {
  return (
    <li>
      <a href={BASE + to}>
        <Icon name={icon} /> <span>{label}</span> {said && <em>{said}</em>}
      </a>
    </li>
  );
}

function SignOut() {
  const { signOut, signOutWaits, signOutAnyway, signOutLead, cancel } = words.value;
  const isAsked = useSignal(false);
  const leave = () => {
    if (isAsked.value || !waiting.value) watch(depart());
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
