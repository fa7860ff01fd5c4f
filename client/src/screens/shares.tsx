/** « Qui voit quoi »: one card for each access, and the way to cut it. */
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { cut, cutting, type Grant, grants, uncut } from "../nouns/grants";
import { publications } from "../nouns/publications";
import { Icon } from "../parts/icon";
import { say } from "../parts/toast";
import { BASE } from "../router";

export default function Shares() {
  const { shares, nobodySees, whoSeesWhat, stillOpen, toShare, portrait } = words.value;
  const all = grants();
  const leaving = cutting();
  const mine = publications(portrait);
  return (
    <>
      <h1>{shares}</h1>
      {leaving.length > 0 && (
        <p class="fault" role="alert">
          {stillOpen(leaving.length)}
        </p>
      )}
      {mine.length > 0 && (
        <section>
          <h2>{toShare}</h2>
          <ul class="lines">
            {mine.map(({ type, id, title }) => (
              <li key={id}>
                <a href={`${BASE}/share/${type}/${id}`}>
                  <Icon name="shares" /> <span dir="auto">{title}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      <h2>{whoSeesWhat}</h2>
      {all.length === 0 && <p class="quiet">{nobodySees}</p>}
      <ul class="cards">
        {all.map((grant) => (
          <Access key={grant.id} grant={grant} />
        ))}
      </ul>
    </>
  );
}

function Access({ grant }: { grant: Grant }) {
  const { audiences, targets, untilDay, noEnd, openedTimes, cut: label, cutDone, tag } = words.value;
  const { audience, target, ends_at, views } = grant.local;
  const stop = async () => {
    await cut(grant.id);
    if (!navigator.onLine) say(cutDone, () => void uncut(grant.id));
    else say(cutDone);
  };
  return (
    <li class="card access">
      <strong dir="auto">{audience.name ?? audiences[audience.type as keyof typeof audiences] ?? audience.type}</strong>
      <span dir="auto">{target.title ?? targets[target.type as keyof typeof targets] ?? target.type}</span>
      <span class="when">
        {ends_at ? untilDay(dayOf(ends_at, tag)) : noEnd} · {openedTimes(views)}
      </span>
      <span class="two">
        {audience.type === "link" && <a href={`${BASE}/grants/${grant.id}`}>{words.value.showLink}</a>}
        <button type="button" class="link" onClick={() => void stop()}>
          {label}
        </button>
      </span>
    </li>
  );
}
