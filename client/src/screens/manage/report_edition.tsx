/** A published report, as its readers see it. */
import { words } from "../../core/i18n";
import { filesOf } from "../../nouns/files";
import type { EditionSection } from "../../nouns/reports";
import { edition } from "../../nouns/reports";
import { Outcome, useAsked } from "../../parts/asked";
import { Files } from "../../parts/files";
import { Paragraphs } from "../../parts/paragraphs";
import { day } from "../../parts/time";
import { BASE } from "../../router";
import { reportWords } from "../../words/reports";
import { FigureTable } from "./report_figures";

interface Properties {
  community: string;
  id: string;
  number: string;
}

export default function EditionScreen({ community, id, number }: Properties) {
  const { back, aReport, period, editionNumber } = reportWords.value;
  const asked = useAsked(() => edition(id, Number(number)), [id, number]);
  return (
    <div class="wide">
      <p class="when">
        <a href={`${BASE}/manage/${community}/reports`}>{back}</a>
      </p>
      {!asked.value.value && <h1>{aReport}</h1>}
      <Outcome asked={asked}>
        {(found) => (
          <article class="one-column">
            <h1 dir="auto">{found.title}</h1>
            <p class="quiet">
              {found.community.name} · {period(day(found.starts_on), day(found.ends_on))} ·{" "}
              {editionNumber(found.number)}
            </p>
            <Files path={filesOf.edition(id, found.number)} suffixes={["pdf", "ods", "csv"]} name={found.title} />
            {found.sections.map((section, place) => (
              <Part key={place} section={section} />
            ))}
          </article>
        )}
      </Outcome>
    </div>
  );
}

function Part({ section }: { section: EditionSection }) {
  const { quoteGone, storyGone, late } = reportWords.value;
  const { title, text, figures, quotes, stories, actions, themes, talents } = section;
  if (![figures, quotes, stories, actions, themes, talents].some(({ length }) => length) && !text) return null;
  return (
    <section>
      <h2 dir="auto">{title}</h2>
      <Paragraphs text={text} />
      {figures.length > 0 && <FigureTable figures={figures} />}
      {quotes.map(({ excerpt, attributed_to }, place) => (
        <blockquote key={place} dir="auto">
          {excerpt ?? quoteGone}
          {attributed_to && <footer>{attributed_to}</footer>}
        </blockquote>
      ))}
      <ul class="plain-list">
        {stories.map((one, place) => (
          <li key={place}>
            {one.title ?? storyGone} {one.author && <small>{one.author}</small>}
          </li>
        ))}
        {actions.map((one, place) => (
          <li key={place}>
            <strong>{one.title}</strong>{" "}
            {[one.owner ?? one.structure, `${one.progress} %`, one.overdue && late].filter(Boolean).join(" · ")}
          </li>
        ))}
        {themes.map((one) => (
          <li key={one.theme}>{words.value.labelled(one.theme, one.proposals)}</li>
        ))}
        {talents.map((one) => (
          <li key={one.skill}>{words.value.labelled(one.skill, one.have)}</li>
        ))}
      </ul>
    </section>
  );
}
