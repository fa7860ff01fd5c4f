/** A moment in a list. */
import { livedWhen } from "../core/clock";
import { words } from "../core/i18n";
import { type Moment, nameOf, pictures } from "../nouns/experiences";
import { BASE } from "../router";
import { Icon } from "./icon";
import "./card.css";

export function Card({ moment }: { moment: Moment }) {
  const { tag, untitled, contexts, waits, refusedHere } = words.value;
  const { lived_at, utc_offset, lived_precision, context, text, title } = moment.local;
  const all = pictures(moment);
  const photos = all.filter((one) => one.address && (one.kind === "photo" || one.kind === undefined)).slice(0, 3);
  const others = all.filter((one) => one.kind === "audio" || one.kind === "video");
  return (
    <li class={`card ${context ?? ""}`}>
      <a href={`${BASE}/moments/${moment.id}`}>
        {photos.length > 0 && (
          <span class={`strip of-${photos.length}`}>
            {photos.map((one) => (
              <img key={one.id} src={one.address} alt={one.alt} loading="lazy" decoding="async" />
            ))}
          </span>
        )}
        <span class="when">
          {lived_at && livedWhen(lived_at, utc_offset ?? 0, lived_precision ?? "minute", tag)}
          {context && <> · {contexts[context]}</>}
        </span>
        <strong dir="auto">{nameOf(moment, untitled)}</strong>
        {title && text && (
          <span class="words" dir="auto">
            {text}
          </span>
        )}
        <span class="signs">
          {others.map((one) => (
            <Icon key={one.id} name={one.kind === "audio" ? "voice" : "film"} />
          ))}
          {moment.dirty === 1 && (
            <span class="waits">
              <Icon name="clock" /> {waits}
            </span>
          )}
          {(moment.problem || all.some((one) => one.stays)) && (
            <span class="refused">
              <Icon name="alert" /> {refusedHere}
            </span>
          )}
        </span>
      </a>
    </li>
  );
}
