/** My journal: the moments that are here, month by month. */
import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { monthOf } from "../core/clock";
import { words } from "../core/i18n";
import { type Moment, moments, onThisDay, openQuestions, pictures } from "../nouns/experiences";
import { foldAhead, LETTERS, search } from "../nouns/search";
import { Card } from "../parts/card";
import { Comments } from "../parts/comments";
import { Field } from "../parts/field";
import { Icon } from "../parts/icon";
import { Tabs } from "../parts/tabs";
import { BASE } from "../router";
import { isArriving } from "../sync/runs";
import "./journal.css";

type Half = "all" | "toTell" | "withPhotos";
const HALVES: Record<Half, (moment: Moment) => boolean> = {
  all: () => true,
  toTell: (moment) => openQuestions(moment).length > 0,
  withPhotos: (moment) => pictures(moment).some((one) => one.kind === "photo" || one.kind === undefined),
};
const PAGE = 40;
const wanted = signal(""); // what is typed
const asked = signal(""); // what is looked for, after the last letter
const half = signal<Half>("all");
const shown = signal(PAGE);
const found = computed(() =>
  (asked.value ? search(asked.value) : moments()).filter(half.value === "all" ? () => true : HALVES[half.value]),
);

export default function Journal() {
  const { journal, nothingFound, older } = words.value;
  const all = moments();
  useEffect(() => foldAhead(all), [all]);
  return (
    <>
      <h1>{journal}</h1>
      <Tabs here="moments" />
      <Comments on="experiences" />
      {all.length === 0 ? (
        !isArriving.value && <Empty />
      ) : (
        <>
          <LookFor />
          {!asked.value && half.value === "all" && <OnThisDay />}
          {found.value.length === 0 && (
            <p class="quiet" role="status">
              {nothingFound}
            </p>
          )}
          <Months moments={found.value.slice(0, shown.value)} />
          {found.value.length > shown.value && (
            <button type="button" class="button plain" onClick={() => (shown.value += PAGE)}>
              {older}
            </button>
          )}
        </>
      )}
    </>
  );
}

function LookFor() {
  const { search: label } = words.value;
  useEffect(() => {
    const timer = setTimeout(() => (asked.value = wanted.value), LETTERS);
    return () => clearTimeout(timer);
  }, [wanted.value]);
  return (
    <div class="look-for">
      <Field
        id="search"
        label={label}
        value={wanted.value}
        onValue={(text) => (wanted.value = text)}
        input={{ type: "search", placeholder: label }}
        bare
      />
      <div class="chips">
        {(Object.keys(HALVES) as Half[]).map((name) => (
          <button key={name} type="button" aria-pressed={half.value === name} onClick={() => (half.value = name)}>
            {words.value[name]}
          </button>
        ))}
      </div>
    </div>
  );
}

function Months({ moments }: { moments: Moment[] }) {
  const months = new Map<string, Moment[]>();
  for (const moment of moments) {
    const month = monthOf(moment.local.lived_at ?? "", moment.local.utc_offset ?? 0, words.value.tag);
    months.set(month, [...(months.get(month) ?? []), moment]);
  }
  return (
    <>
      {[...months].map(([month, those]) => (
        <section key={month} class="month">
          <h2>{month}</h2>
          <ul class="cards">
            {those.map((moment) => (
              <Card key={moment.id} moment={moment} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function OnThisDay() {
  const those = onThisDay();
  if (!those.length) return null;
  return (
    <section class="month">
      <h2>{words.value.onThisDay}</h2>
      <ul class="cards">
        {those.map((moment) => (
          <Card key={moment.id} moment={moment} />
        ))}
      </ul>
    </section>
  );
}

function Empty() {
  const { emptyJournal, emptyJournalLead, capture } = words.value;
  return (
    <div class="empty">
      <div class="horizon" aria-hidden="true" />
      <p>{emptyJournal}</p>
      <p class="quiet">{emptyJournalLead}</p>
      <a class="button" href={`${BASE}/capture`}>
        <Icon name="capture" /> {capture}
      </a>
    </div>
  );
}
