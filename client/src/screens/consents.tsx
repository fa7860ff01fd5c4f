/** What I agreed to, in the words that I was shown, and where to take it back. */
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { type Consent, consents, isOpen, wayBack } from "../nouns/agreements";
import { SeenState, useSeen } from "../parts/seen";
import { BASE } from "../router";
import { accountWords } from "../words/account";
import "./account.css";

export default function Consents() {
  const { consents: title, consentsLead, noConsent, withdrawnTitle } = accountWords.value;
  const seen = useSeen("consents", consents);
  const all = seen.value.value ?? [];
  const open = all.filter(isOpen);
  const closed = all.filter((one) => !isOpen(one));
  return (
    <>
      <h1>{title}</h1>
      <p class="lead">{consentsLead}</p>
      <SeenState of={seen} />
      {seen.value.value && open.length === 0 && <p class="quiet">{noConsent}</p>}
      <ul class="rows">
        {open.map((one) => (
          <One key={one.id} consent={one} />
        ))}
      </ul>
      {closed.length > 0 && (
        <details>
          <summary>{withdrawnTitle(closed.length)}</summary>
          <ul class="rows">
            {closed.map((one) => (
              <One key={one.id} consent={one} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function One({ consent }: { consent: Consent }) {
  const { consentKinds, givenBy, agreedOn, withdrawnOn, takeBack, guardianAlone } = accountWords.value;
  const { kind, text, given_by, created_at, withdrawn_at, boxes, locale } = consent;
  const { tag } = words.value;
  const way = wayBack(consent);
  return (
    <li>
      <strong>{consentKinds[kind] ?? kind}</strong>
      <p lang={locale ?? undefined} dir="auto">
        {text}
      </p>
      {boxes.length > 0 && (
        <ul>
          {boxes.map((box) => (
            <li key={box} dir="auto">
              ☑ {box}
            </li>
          ))}
        </ul>
      )}
      <p class="when">
        {agreedOn(dayOf(created_at, tag))}
        {given_by && <> · {givenBy(given_by === "guardian" ? guardianAlone : given_by)}</>}
        {withdrawn_at && <> · {withdrawnOn(dayOf(withdrawn_at, tag))}</>}
      </p>
      {!withdrawn_at && way && <a href={BASE + way}>{takeBack}</a>}
    </li>
  );
}
