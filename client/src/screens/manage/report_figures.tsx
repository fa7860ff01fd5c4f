/** Figures, each with what it counts and how exactly it is told. A rounded one does not stand between exact ones. */
import { words } from "../../core/i18n";
import type { Figure } from "../../nouns/reports";
import { reportWords } from "../../words/reports";

export function FigureTable({ figures }: { figures: Figure[] }) {
  const { exactFigures, roundedFigures, roundedWhy, untoldFigures } = reportWords.value;
  const known = figures.filter(tells);
  const rounded = known.filter(({ exactness }) => exactness === "rounded");
  return (
    <>
      <Group title={exactFigures} figures={known.filter((one) => !rounded.includes(one))} />
      <Group title={roundedFigures} why={roundedWhy} figures={rounded} />
      <Group title={untoldFigures} figures={figures.filter((one) => !known.includes(one))} />
    </>
  );
}

const tells = ({ parts, value }: Figure) => (parts.length ? parts.some((part) => part.value) : Boolean(value));

function Group({ title, why, figures }: { title: string; why?: string; figures: Figure[] }) {
  if (figures.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      {why && <p class="quiet">{why}</p>}
      <List figures={figures} />
    </section>
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
