/** Figures, each with what it counts and how exactly it is told. A rounded one does not stand between exact ones. */
import { words } from "../../core/i18n";
import type { Figure } from "../../nouns/reports";
import { reportWords } from "../../words/reports";

export function FigureTable({ figures }: { figures: Figure[] }) {
  const rounded = figures.filter(({ exactness }) => exactness === "rounded");
  const { roundedFigures, roundedWhy } = reportWords.value;
  return (
    <>
      <List figures={figures.filter((one) => !rounded.includes(one))} />
      {rounded.length > 0 && (
        <section>
          <h3>{roundedFigures}</h3>
          <p class="quiet">{roundedWhy}</p>
          <List figures={rounded} />
        </section>
      )}
    </>
  );
}

function List({ figures }: { figures: Figure[] }) {
  return (
    <dl class="report-figures">
      {figures.map((figure) => (
        <One key={figure.code} figure={figure} />
      ))}
    </dl>
  );
}

function One({ figure }: { figure: Figure }) {
  const { whatCounts, answersOf, nothingCounted } = reportWords.value;
  const { label, definition, parts } = figure;
  return (
    <div>
      <dt>{label}</dt>
      {(figure.value !== null || figure.withheld) && <dd>{amount(figure, figure)}</dd>}
      {parts.map((part) => (
        <dd key={part.code}>
          {words.value.labelled(part.label, amount(part, figure))}
          {part.people !== null && <small> {answersOf(part.people)}</small>}
        </dd>
      ))}
      {figure.value === null && !figure.withheld && parts.length === 0 && <dd class="quiet">{nothingCounted}</dd>}
      <dd>
        <details>
          <summary>{whatCounts}</summary>
          <p>{definition}</p>
        </details>
      </dd>
    </div>
  );
}

function amount({ value, exactness }: Pick<Figure, "value" | "exactness">, { code, unit }: Figure): string {
  const { withheld, atLeast, about } = reportWords.value;
  if (value === null) return withheld;
  const number = decimal(value, unit);
  if (exactness !== "rounded") return number;
  return code === "needs_top" ? about(number) : atLeast(number);
}

function decimal(value: number, unit: string): string {
  const { tag } = words.value;
  if (unit === "cents") return new Intl.NumberFormat(tag, { style: "currency", currency: "EUR" }).format(value / 100);
  return new Intl.NumberFormat(tag, { maximumFractionDigits: unit === "mean" ? 1 : 0 }).format(value);
}
