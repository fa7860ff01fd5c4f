/** An edition of a story, as its readers see it. */
import { dayOf, livedWhen } from "../core/clock";
import { words } from "../core/i18n";
import { type Content, type EditionBlock, type Lived, pictureOf } from "../nouns/stories";
import { makingWords } from "../words/making";
import { Media } from "./media";
import { Prose } from "./prose";
import "./edition.css";

export function Edition({ content }: { content: Content }) {
  const { tag } = words.value;
  const { by, publishedOn, editionNumber } = makingWords.value;
  const { language, cover, title, summary, author, published_at, edition } = content;
  return (
    <article class="edition">
      <header>
        {cover && <Media picture={pictureOf(cover)} />}
        <h1 lang={language} dir="auto">
          {title}
        </h1>
        {summary && (
          <p class="lead" lang={language} dir="auto">
            {summary}
          </p>
        )}
        <p class="when">
          {author.display_name && <>{by(author.display_name)} · </>}
          {publishedOn(dayOf(published_at, tag))}
          {edition > 1 && <> · {editionNumber(edition)}</>}
        </p>
      </header>
      {content.blocks.map((block, place) => (
        <Part key={place} block={block} language={language} />
      ))}
    </article>
  );
}

function Part({ block, language }: { block: EditionBlock; language: string }) {
  if (block.kind === "experience") return <Moment lived={block} language={language} />;
  if (block.kind === "media") {
    return (
      <div class="aside">
        <Media picture={pictureOf(block.media, block.caption)} />
        {block.caption && <p class="when">{block.caption}</p>}
      </div>
    );
  }
  if (block.kind === "quote") {
    return (
      <figure class="quote" lang={language}>
        <blockquote dir="auto">{block.text}</blockquote>
        {block.attribution && <figcaption>{block.attribution}</figcaption>}
      </figure>
    );
  }
  return (
    <div lang={language} dir="auto">
      <Prose text={block.text} heading="h2" />
    </div>
  );
}

function Moment({ lived, language }: { lived: Lived; language: string }) {
  const { tag, contexts, did, learned, next } = words.value;
  const { title, text, context, place, organisation, reflection, skills, tags, media } = lived;
  const where = [context && context !== "other" && contexts[context], organisation, place?.label].filter(Boolean);
  const told = [
    [did, reflection?.did],
    [learned, reflection?.learned],
    [next, reflection?.next],
  ].filter(([, answer]) => answer);
  return (
    <section class={`lived ${context ?? ""}`}>
      <p class="when">
        {livedWhen(lived.lived_at, lived.utc_offset, lived.lived_precision, tag)}
        {where.length > 0 && <> · {where.join(" · ")}</>}
      </p>
      {title && (
        <h2 lang={language} dir="auto">
          {title}
        </h2>
      )}
      {text && (
        <div lang={language} dir="auto">
          <Prose text={text} />
        </div>
      )}
      {media.map((medium) => (
        <Media key={medium.id} picture={pictureOf(medium)} />
      ))}
      {told.length > 0 && (
        <dl lang={language}>
          {told.map(([question, answer]) => (
            <div key={question}>
              <dt>{question}</dt>
              <dd dir="auto">{answer}</dd>
            </div>
          ))}
        </dl>
      )}
      {(skills.length > 0 || tags.length > 0) && (
        <ul class="marks">
          {skills.map((skill) => (
            <li key={skill.code}>{(skill.labels as Record<string, string>)[tag] ?? Object.values(skill.labels)[0]}</li>
          ))}
          {tags.map((word) => (
            <li key={word} class="tag" lang={language}>
              {word}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
