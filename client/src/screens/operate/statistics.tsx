/** How much there is. Small counts are withheld. */
import { words } from "../../core/i18n";
import { inBytes } from "../../core/storage";
import { imports, statistics } from "../../nouns/operators";
import { Outcome, useAsked } from "../../parts/asked";
import { operateWords } from "../../words/operate";
import { Frame } from "./frame";

const read = async () => ({ counts: await statistics(), imports: await imports() });

export default function Statistics() {
  const { counted, withheldCount, importsOfWeek, noImport, importLine } = operateWords.value;
  const { tag } = words.value;
  const asked = useAsked(read);
  const text = (name: string, count: number | null) =>
    count === null ? withheldCount : name === "media_bytes" ? inBytes(count, tag) : count.toLocaleString(tag);
  return (
    <Frame at="statistics">
      <Outcome asked={asked}>
        {({ counts, imports }) => (
          <div class="one-column">
            <table class="sheet">
              <tbody>
                {(Object.keys(counted) as (keyof typeof counts)[]).map((name) => (
                  <tr key={name}>
                    <th scope="row">{counted[name]}</th>
                    <td>{text(name, counts[name])}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <h2>{importsOfWeek}</h2>
            {imports.counts.length === 0 && <p class="quiet">{noImport}</p>}
            <ul class="plain-list">
              {imports.counts.map(({ source, state, reason, count }) => (
                <li key={`${source}${state}${reason}`}>{importLine(count, state, source ?? "", reason ?? "")}</li>
              ))}
            </ul>
          </div>
        )}
      </Outcome>
    </Frame>
  );
}
