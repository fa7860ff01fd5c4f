/** My communities, the codes and places that wait, and the way into another one. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { type Belonging, belongings, type KeptPlaces, places } from "../nouns/communities";
import { keptKey } from "../nouns/joining";
import { Icon } from "../parts/icon";
import { useLook } from "../parts/look";
import { BASE } from "../router";
import { togetherWords } from "../words/together";
import "../parts/card.css";
import "./communities.css";

export default function Communities() {
  const { none, noneLead, join, keptPlace, keptCode, keptCodeLead, look, claimTitle } = togetherWords.value;
  const all = belongings();
  const kept = useLook<KeptPlaces>(places.kept);
  const key = useSignal<string | undefined>(undefined);
  useEffect(() => void keptKey().then((found) => (key.value = found)), []);
  return (
    <>
      <h1>{words.value.communities}</h1>
      {key.value && (
        <aside class="note">
          <strong>{keptCode}</strong>
          <p>{keptCodeLead}</p>
          <a class="button" href={`${BASE}/join`}>
            {look}
          </a>
        </aside>
      )}
      {all.length === 0 && !key.value && (
        <div class="empty">
          <Icon name="communities" />
          <p>{none}</p>
          <p class="quiet">{noneLead}</p>
        </div>
      )}
      <ul class="cards">
        {all.map((one) => (
          <Card key={one.id} one={one} />
        ))}
        {kept.value?.items.map(({ community, expires_at }) => (
          <li key={community.id} class="card">
            <a href={`${BASE}/me/guardian`}>
              <strong dir="auto">{community.name}</strong>
              <span class="when">{keptPlace(dayOf(expires_at, words.value.tag))}</span>
            </a>
          </li>
        ))}
      </ul>
      <p class="after">
        <a class={all.length ? "button plain" : "button"} href={`${BASE}/join`}>
          <Icon name="scan" /> {join}
        </a>
      </p>
      <p>
        <a href={`${BASE}/claim`}>{claimTitle}</a>
      </p>
    </>
  );
}

function Card({ one: { id, local } }: { one: Belonging }) {
  const { asked, roles } = togetherWords.value;
  return (
    <li class="card">
      <a href={`${BASE}/communities/${id}`}>
        <strong dir="auto">{local.community?.name}</strong>
        <span class="when">{local.state === "requested" ? asked : roles[local.role]}</span>
      </a>
    </li>
  );
}
