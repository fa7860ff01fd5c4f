/** Choosing the moments that a carnet shows, among all that are here. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { livedWhen } from "../core/clock";
import { words } from "../core/i18n";
import { things } from "../core/store";
import { type Moment, moments, nameOf, pictures } from "../nouns/experiences";
import { changeJournal, journal as find, momentBlock } from "../nouns/journals";
import { LETTERS, search } from "../nouns/search";
import { Field } from "../parts/field";
import { Icon } from "../parts/icon";
import { watch } from "../parts/toast";
import { BASE, go } from "../router";
import { makingWords } from "../words/making";
import Unknown from "./unknown";
import "./compose.css";

const PAGE = 40;

export default function Pick({ id }: { id: string }) {
  const journal = find(id);
  const wanted = useSignal("");
  const asked = useSignal("");
  const picked = useSignal<string[]>([]);
  const shown = useSignal(PAGE);
  useEffect(() => {
    const timer = setTimeout(() => (asked.value = wanted.value), LETTERS);
    return () => clearTimeout(timer);
  }, [wanted.value]);
  const { pickMoments, pickSearch, pickNone, noMomentsYet, addPicked } = makingWords.value;
  const { older, capture } = words.value;
  if (!journal?.local) return things("journal").length ? <Unknown /> : null;
  const blocks = journal.local.blocks ?? [];
  const cited = new Set(blocks.map((block) => (block.kind === "experience" ? block.experience_id : "")));
  const found = asked.value ? search(asked.value) : moments();
  const toggle = (one: string) => {
    const isIn = picked.value.includes(one);
    picked.value = isIn ? picked.value.filter((other) => other !== one) : [...picked.value, one];
  };
  const add = async () => {
    const more = picked.value.map(momentBlock);
    await changeJournal(id, (local) => ({ blocks: [...(local.blocks ?? []), ...more] }));
    go(`/journals/${id}`, { replace: true });
  };
  return (
    <>
      <p class="when">
        <a href={`${BASE}/journals/${id}`} dir="auto">
          {journal.local.title}
        </a>
      </p>
      <h1>{pickMoments}</h1>
      {moments().length === 0 && (
        <div class="empty">
          <p>{noMomentsYet}</p>
          <a class="button" href={`${BASE}/capture`}>
            <Icon name="capture" /> {capture}
          </a>
        </div>
      )}
      {moments().length > 0 && (
        <Field
          id="search"
          label={pickSearch}
          value={wanted.value}
          onValue={(text) => (wanted.value = text)}
          input={{ type: "search", placeholder: pickSearch }}
          bare
        />
      )}
      {asked.value && found.length === 0 && (
        <p class="quiet" role="status">
          {pickNone}
        </p>
      )}
      <ul class="picks">
        {found.slice(0, shown.value).map((moment) => (
          <Choice
            key={moment.id}
            moment={moment}
            isIn={cited.has(moment.id)}
            isPicked={picked.value.includes(moment.id)}
            onToggle={() => toggle(moment.id)}
          />
        ))}
      </ul>
      {found.length > shown.value && (
        <button type="button" class="button plain" onClick={() => (shown.value += PAGE)}>
          {older}
        </button>
      )}
      {picked.value.length > 0 && (
        <div class="at-thumb">
          <button type="button" class="button" onClick={() => watch(add())}>
            {addPicked(picked.value.length)}
          </button>
        </div>
      )}
    </>
  );
}

interface Properties {
  moment: Moment;
  isIn: boolean;
  isPicked: boolean;
  onToggle: () => void;
}

function Choice({ moment, isIn, isPicked, onToggle }: Properties) {
  const { tag, untitled } = words.value;
  const { lived_at, utc_offset, lived_precision } = moment.local;
  const photo = pictures(moment).find((one) => one.address && (one.kind === "photo" || one.kind === undefined));
  return (
    <li>
      <label>
        <input type="checkbox" checked={isPicked || isIn} disabled={isIn} onChange={onToggle} />
        {photo && <img src={photo.address} alt="" loading="lazy" decoding="async" />}
        <span>
          <strong dir="auto">{nameOf(moment, untitled)}</strong>
          <span class="when">
            {lived_at && livedWhen(lived_at, utc_offset ?? 0, lived_precision ?? "minute", tag)}
            {isIn && <> · {makingWords.value.alreadyIn}</>}
          </span>
        </span>
      </label>
    </li>
  );
}
