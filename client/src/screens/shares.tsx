/** « Qui voit quoi »: what is asked of me first, then one card for each access, and the way to cut it. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { cutting, type Grant, grants, openings } from "../nouns/grants";
import { publications } from "../nouns/publications";
import { pending, type Request } from "../nouns/requests";
import { cutWithWayBack } from "../parts/cutting";
import { Icon } from "../parts/icon";
import { audienceName, targetName } from "../parts/names";
import { watch } from "../parts/toast";
import { BASE } from "../router";
import { lastRun } from "../sync/runs";
import { sharingWords } from "../words/sharing";
import "../parts/card.css";
import "./share.css";

export default function Shares() {
  const { shares, nobodySees, whoSeesWhat, stillOpen, toShare, portrait, targets } = words.value;
  const { asked, showCode } = sharingWords.value;
  const all = grants();
  const leaving = cutting();
  const requests = pending();
  const counts = useSignal(new Map<string, number>()); // what was kept of them is old: nothing is said without network
  useEffect(() => {
    openings().then(
      (value) => (counts.value = value),
      () => (counts.value = new Map()),
    );
  }, [lastRun.value]);
  const mine = [
    ...publications(portrait),
    { type: "talents", id: "all", title: targets.talents },
    { type: "experiences", id: "all", title: targets.experiences },
  ];
  return (
    <>
      <h1>{shares}</h1>
      {leaving.length > 0 && (
        <p class="fault" role="alert">
          {stillOpen(leaving.length)}
        </p>
      )}
      {requests.length > 0 && (
        <section>
          <h2>{asked}</h2>
          <ul class="cards">
            {requests.map((request) => (
              <Asked key={request.id} request={request} />
            ))}
          </ul>
        </section>
      )}
      <h2>{whoSeesWhat}</h2>
      {all.length === 0 && <p class="quiet">{nobodySees}</p>}
      <ul class="cards">
        {all.map((grant) => (
          <Given key={grant.id} grant={grant} views={counts.value.get(grant.id)} />
        ))}
      </ul>
      <h2>{toShare}</h2>
      <ul class="lines">
        {mine.map(({ type, id, title }) => (
          <li key={type + id}>
            <a href={`${BASE}/share/${type}/${id}`}>
              <Icon name="shares" /> <span dir="auto">{title}</span>
            </a>
          </li>
        ))}
        <li>
          <a href={`${BASE}/code`}>
            <Icon name="qr" /> <span>{showCode}</span>
          </a>
        </li>
      </ul>
    </>
  );
}

function Asked({ request }: { request: Request }) {
  const { purposes, asksUntil, lookAt, somebody } = sharingWords.value;
  const { requester, purpose, expires_at } = request;
  return (
    <li class="card access request-line">
      <strong dir="auto">{requester.display_name ?? requester.email ?? somebody}</strong>
      <span>{purposes[purpose]}</span>
      <span class="when">{asksUntil(dayOf(expires_at, words.value.tag))}</span>
      <a href={`${BASE}/requests/${request.id}`}>{lookAt}</a>
    </li>
  );
}

function Given({ grant, views }: { grant: Grant; views: number | undefined }) {
  const { untilDay, noEnd, openedTimes, cut: label, showLink, details, tag } = words.value;
  const { audience, target, ends_at, label: name, excerpt } = grant.local;
  return (
    <li class="card access">
      <strong dir="auto">{audience.name ?? (name || audienceName(audience.type))}</strong>
      <span dir="auto">{excerpt ? `« ${excerpt} »` : (target.title ?? targetName(target.type))}</span>
      <span class="when">
        {ends_at ? untilDay(dayOf(ends_at, tag)) : noEnd}
        {views !== undefined && <> · {openedTimes(views)}</>}
      </span>
      <span class="two">
        <a href={`${BASE}/grants/${grant.id}`}>{audience.type === "link" ? showLink : details}</a>
        <button type="button" class="link" onClick={() => watch(cutWithWayBack(grant.id))}>
          {label}
        </button>
      </span>
    </li>
  );
}
