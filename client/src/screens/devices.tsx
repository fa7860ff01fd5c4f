/** Where I am signed in, and what opens my account. */
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { detach, end, events, identities, type Session, sessions } from "../nouns/sessions";
import { Fault, SeenState, useAct, useSeen } from "../parts/seen";
import { say } from "../parts/toast";
import { accountWords } from "../words/account";
import { AuthenticatorApp } from "./authenticator_app";
import { Passkeys } from "./passkeys";
import "./account.css";

export default function Devices() {
  const { devices, devicesLead } = accountWords.value;
  return (
    <>
      <h1>{devices}</h1>
      <p class="lead">{devicesLead}</p>
      <Sessions />
      <Passkeys />
      <AuthenticatorApp />
      <Identities />
      <Events />
    </>
  );
}

function Sessions() {
  const { sessionsTitle, since, usedOn, thisOne, endSession, ended, unnamed } = accountWords.value;
  const seen = useSeen("sessions", sessions);
  const { fault, act } = useAct();
  const { tag } = words.value;
  const stop = async (session: Session) => {
    if (await act(() => end(session.id))) say(ended);
    await seen.again();
  };
  return (
    <section>
      <h2>{sessionsTitle}</h2>
      <SeenState of={seen} />
      <Fault text={fault.value} />
      <ul class="rows">
        {seen.value.value?.map((session) => (
          <li key={session.id}>
            <strong dir="auto">{session.device_name || unnamed}</strong>
            <p class="when">
              {since(dayOf(session.created_at, tag))} · {usedOn(dayOf(session.rotated_at, tag))}
            </p>
            {session.current ? (
              <em>{thisOne}</em>
            ) : (
              <button type="button" class="link" onClick={() => void stop(session)}>
                {endSession}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Services of identity that open the account, if any does. */
function Identities() {
  const { identitiesTitle, detachIdentity, since } = accountWords.value;
  const seen = useSeen("identities", identities);
  const { fault, act } = useAct();
  if (!seen.value.value?.length) return null;
  return (
    <section>
      <h2>{identitiesTitle}</h2>
      <Fault text={fault.value} />
      <ul class="rows">
        {seen.value.value.map(({ id, provider, created_at }) => (
          <li key={id}>
            <strong>{provider}</strong>
            <p class="when">{since(dayOf(created_at, words.value.tag))}</p>
            <button type="button" class="link" onClick={() => void act(() => detach(id)).then(seen.again)}>
              {detachIdentity}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Events() {
  const { eventsTitle, eventKinds } = accountWords.value;
  const seen = useSeen("security-events", events);
  const format = new Intl.DateTimeFormat(words.value.tag, { dateStyle: "medium", timeStyle: "short" });
  return (
    <details>
      <summary>{eventsTitle}</summary>
      <SeenState of={seen} />
      <ul class="rows">
        {seen.value.value?.map(({ id, kind, created_at }) => (
          <li key={id}>
            <p>{eventKinds[kind] ?? kind}</p>
            <p class="when">{format.format(new Date(created_at))}</p>
          </li>
        ))}
      </ul>
    </details>
  );
}
