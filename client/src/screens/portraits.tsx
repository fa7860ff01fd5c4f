/** My portraits: one for each purpose. A person who has one comes to it at once, and stays when another arrives. */

import { useRef } from "preact/hooks";
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { things } from "../core/store";
import { moments } from "../nouns/experiences";
import { begin, type Portrait, portraits } from "../nouns/portraits";
import { Icon } from "../parts/icon";
import { watch } from "../parts/toast";
import { BASE, query } from "../router";
import { portraitWords } from "../words/portrait";
import PortraitScreen from "./portrait";
import "../parts/card.css";
import "./portrait.css";

export default function Portraits() {
  const { lead, empty, emptyLead, toTalents, begin: label } = portraitWords.value;
  const all = portraits();
  const single = useRef("");
  if (all.length === 1) single.current = all[0]!.id;
  const isThere = all.some(({ id }) => id === single.current);
  if (isThere && !query.value.has("all")) return <PortraitScreen id={single.current} />;
  const hasSomething = things("talent").length + things("story").length + moments().length > 0;
  return (
    <>
      <h1>{words.value.myPortrait}</h1>
      <p class="lead">{lead}</p>
      {all.length === 0 && !hasSomething && (
        <div class="empty">
          <Icon name="portrait" />
          <p>{empty}</p>
          <p class="quiet">{emptyLead}</p>
          <a class="button" href={`${BASE}/talents`}>
            {toTalents}
          </a>
        </div>
      )}
      {all.length === 0 && hasSomething && (
        <button type="button" class="button" onClick={() => watch(begin(""))}>
          {label}
        </button>
      )}
      <ul class="cards">
        {all.map((one) => (
          <Line key={one.id} one={one} />
        ))}
      </ul>
    </>
  );
}

function Line({ one: { id, local } }: { one: Portrait }) {
  const { unnamed, neverPublished, publishedOn } = portraitWords.value;
  return (
    <li class="card">
      <a href={`${BASE}/portrait/${id}`}>
        <strong dir="auto">{local.name || unnamed}</strong>
        <span class="when">
          {local.published_at ? publishedOn(dayOf(local.published_at, words.value.tag)) : neverPublished}
        </span>
      </a>
    </li>
  );
}
