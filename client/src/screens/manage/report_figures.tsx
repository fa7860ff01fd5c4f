/** Figures, each with what it counts. One that too few people are behind is not shown. */
import { words } from "../../core/i18n";
import type { Figure } from "../../nouns/reports";
import { reportWords } from "../../words/reports";

export function FigureTable({ figures }: { figures: Figure[] }) {
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
  const { label, definition, parts, k_min: k } = figure;
  return (
    <div>
      <dt>{label}</dt>
      {(figure.value !== null || figure.withheld) && <dd>{amount(figure.value, figure.unit, k)}</dd>}
      {parts.map((part) => (
        <dd key={part.code}>
          {words.value.labelled(part.label, amount(part.withheld ? null : part.value, figure.unit, k))}
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

function amount(value: number | null, unit: string, k: number): string {
  const { tag } = words.value;
  if (value === null) return reportWords.value.withheld(k);
  if (unit === "cents") return new Intl.NumberFormat(tag, { style: "currency", currency: "EUR" }).format(value / 100);
  return new Intl.NumberFormat(tag, { maximumFractionDigits: unit === "mean" ? 1 : 0 }).format(value);
}
