/** Notifications: day by day, what is settled folded. Whoever opens them has read them. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { dayName } from "../core/clock";
import { words } from "../core/i18n";
import { maybe } from "../core/keeping";
import { things } from "../core/store";
import { listen } from "../nouns/news";
import { type Notification, notifications, readAll, unread } from "../nouns/notifications";
import { Icon } from "../parts/icon";
import { BASE } from "../router";
import { run } from "../sync/runs";
import { noticeWords } from "../words/notices";
import "./notifications.css";

export default function Notifications() {
  const { allRead, nothingYet, settled } = noticeWords.value;
  const fresh = useSignal(new Set<string>());
  const waiting = unread();
  useEffect(() => {
    if (!waiting.length) return;
    fresh.value = new Set([...fresh.value, ...waiting.map(({ id }) => id)]);
    maybe(readAll());
  }, [waiting[0]?.key, waiting.length]);
  useEffect(hear, []);
  const all = notifications();
  const [over, live] = [all.filter(({ local }) => local.settled_at), all.filter(({ local }) => !local.settled_at)];
  return (
    <>
      <h1>{words.value.notifications}</h1>
      {live.length === 0 && <p class="quiet">{allRead}</p>}
      {things("notification").length === 0 && <p class="quiet">{nothingYet}</p>}
      <Days all={live} fresh={fresh.value} />
      {over.length > 0 && (
        <details>
          <summary>{settled(over.length)}</summary>
          <Days all={over} fresh={fresh.value} />
        </details>
      )}
    </>
  );
}

/** Hear the server while somebody looks. */
function hear() {
  let ending = new AbortController();
  const follow = () => {
    ending.abort();
    ending = new AbortController();
    if (document.visibilityState === "visible") void listen(() => void run(), ending.signal);
  };
  follow();
  document.addEventListener("visibilitychange", follow);
  return () => {
    document.removeEventListener("visibilitychange", follow);
    ending.abort();
  };
}

function Days({ all, fresh }: { all: Notification[]; fresh: Set<string> }) {
  const days = new Map<string, Notification[]>();
  for (const one of all) {
    const day = dayName(one.local.updated_at, words.value.tag);
    days.set(day, [...(days.get(day) ?? []), one]);
  }
  return (
    <>
      {[...days].map(([day, those]) => (
        <section key={day} class="day">
          <h2>{day}</h2>
          <ul class="notices">
            {those.map((one) => (
              <Line key={one.id} one={one} isNew={fresh.has(one.id)} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

const ICONS: Record<string, string> = {
  join_request: "communities",
  membership: "communities",
  grant_request: "shares",
  grant: "shares",
  expiry: "clock",
  comment: "write",
  endorsement: "talents",
  guardian: "me",
  moderation: "alert",
  flag: "alert",
  appeal: "alert",
  security: "alert",
  completion: "photo",
};

function Line({ one, isNew }: { one: Notification; isNew: boolean }) {
  const { isNew: label, gone } = noticeWords.value;
  const { type, text, target, updated_at } = one.local;
  const hour = new Intl.DateTimeFormat(words.value.tag, { timeStyle: "short" }).format(new Date(updated_at));
  const inside = (
    <>
      <Icon name={ICONS[type] ?? "missions"} />
      <span>
        <span dir="auto">{text}</span>
        <span class="when">
          {isNew && <b>{label} · </b>}
          {hour}
          {!target && <> · {gone}</>}
        </span>
      </span>
    </>
  );
  return (
    <li class={isNew ? "new" : ""}>
      {target ? (
        <a href={BASE + (type === "plan" ? `${target.path}/plan` : target.path)}>{inside}</a>
      ) : (
        <div>{inside}</div>
      )}
    </li>
  );
}
