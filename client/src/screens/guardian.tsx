/** My parent or guardian: whom I asked, what they opened, and what I can do meanwhile. */
import { useSignal } from "@preact/signals";
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { account } from "../nouns/account";
import { ACTS, end, type Guardian, guardian, places } from "../nouns/guardian";
import { Icon } from "../parts/icon";
import { Fault, SeenState, useAct, useSeen } from "../parts/seen";
import { say } from "../parts/toast";
import { BASE } from "../router";
import { accountWords } from "../words/account";
import { Ask } from "./guardian_ask";
import "./account.css";

export default function GuardianScreen() {
  const { guardian: title, guardianLead, alone, guardianStates } = accountWords.value;
  const seen = useSeen("guardian", guardian);
  const one = seen.value.value;
  const isAlone = account().age_bracket === "minor" || account().age_bracket === "adult";
  return (
    <>
      <h1>{title}</h1>
      <p class="lead">{isAlone ? alone : guardianLead}</p>
      <SeenState of={seen} />
      {one && one.state !== "none" && (
        <section>
          <h2>{guardianStates[one.state]}</h2>
          <State one={one} onChange={seen.again} />
        </section>
      )}
      {one && !isAlone && one.state !== "active" && <Ask one={one} onAsked={seen.again} />}
      {!isAlone && <Meanwhile />}
    </>
  );
}

function State({ one, onChange }: { one: Guardian; onChange: () => Promise<void> }) {
  const { askedOn, waitsFor, saidYes, saidNo, noMore, endedBy, acts, actsOn, actsOff } = accountWords.value;
  const { endAgreement, endQuestion, endLead, endDone } = accountWords.value;
  const isAsked = useSignal(false);
  const { fault, act } = useAct();
  const { tag } = words.value;
  const on = ACTS.filter((name) => one.acts.includes(name));
  const stop = async () => {
    if (one.state === "active" && !isAsked.value) isAsked.value = true;
    else if (await act(end)) {
      say(endDone);
      await onChange();
    }
  };
  return (
    <>
      {one.created_at && <p class="when">{askedOn(one.email ?? "", dayOf(one.created_at, tag))}</p>}
      {one.state === "asked" && <p>{waitsFor}</p>}
      {one.state === "declined" && <p>{saidNo}</p>}
      {one.state === "ended" && <p>{endedBy[one.ended_by ?? "person"] ?? noMore}</p>}
      {one.state === "active" && (
        <>
          <p>{saidYes(one.name ?? "", one.answered_at ? dayOf(one.answered_at, tag) : "")}</p>
          <ul class="promises">
            {ACTS.map((name) => (
              <li key={name} class={on.includes(name) ? "" : "quiet"}>
                <Icon name={on.includes(name) ? "done" : "lock"} />{" "}
                <span>
                  <strong>{acts[name]}</strong> {on.includes(name) ? actsOn : actsOff}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <Fault text={fault.value} />
      {isAsked.value && (
        <p class="fault" role="alert">
          {endLead}
        </p>
      )}
      {(one.state === "asked" || one.state === "active") && (
        <button type="button" class="link" onClick={() => void stop()}>
          {one.state === "asked" ? endQuestion : endAgreement}
        </button>
      )}
    </>
  );
}

/** What does not wait for anybody, and the places that do. */
function Meanwhile() {
  const { meanwhile, meanwhileLines, keptPlaces, keptUntil } = accountWords.value;
  const kept = useSeen("kept-places", places);
  return (
    <>
      <h2>{meanwhile}</h2>
      <ul class="promises">
        {meanwhileLines.map((line) => (
          <li key={line}>
            <Icon name="done" /> <span>{line}</span>
          </li>
        ))}
      </ul>
      {kept.value.value && kept.value.value.length > 0 && (
        <>
          <h2>{keptPlaces}</h2>
          <ul class="rows">
            {kept.value.value.map(({ community, expires_at }) => (
              <li key={community.id}>
                <a href={`${BASE}/communities/${community.id}`}>{community.name}</a>
                <p class="when">{keptUntil(dayOf(expires_at, words.value.tag))}</p>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
