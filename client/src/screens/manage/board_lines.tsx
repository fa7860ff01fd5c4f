/** The table person × seen, answered, late. */
import { type Line, PARTS, type Part } from "../../nouns/boards";
import { choose, chosen } from "../../parts/desk";
import { Field } from "../../parts/field";
import { at } from "../../parts/time";
import { manageWords } from "../../words/manage";

/** What is read of each answer: it is accepted or returned, or read alone, or nothing, since it bears no name. */
export type Reading = "reviewed" | "read" | "counted";
const OF_REVIEWS = new Set<Part>(["toReview", "done"]);

interface Properties {
  reading: Reading;
  all: Line[];
  lines: Line[];
  part: Part;
  onPart: (part: Part) => void;
  name: string;
  onName: (name: string) => void;
}

export function Lines({ reading, all, lines, part, onPart, name, onName }: Properties) {
  const { parts, findPerson, person, seen, answered, noneSo } = manageWords.value;
  return (
    <>
      <div class="chips">
        {(Object.keys(PARTS) as Part[])
          .filter((one) => reading === "reviewed" || !OF_REVIEWS.has(one))
          .map((one) => (
            <button key={one} type="button" aria-pressed={part === one} onClick={() => onPart(one)}>
              {parts[one]} {all.filter(PARTS[one]).length}
            </button>
          ))}
      </div>
      <Field id="find" label={findPerson} value={name} onValue={onName} input={{ type: "search" }} />
      {lines.length === 0 ? (
        <p class="quiet" role="status">
          {noneSo}
        </p>
      ) : (
        <table class="sheet stack board">
          <thead>
            <tr>
              <th scope="col">{person}</th>
              <th scope="col">{seen}</th>
              <th scope="col">{answered}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <One key={line.id} line={line} reading={reading} />
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function One({ line, reading }: { line: Line; reading: Reading }) {
  const { answerStates, hasAnswered, late, nobody, seen } = manageWords.value;
  const { id, user, tags, state, seen_at, submitted_at } = line;
  const isToReview = state === "submitted" && reading === "reviewed";
  const name = user.display_name ?? nobody;
  return (
    <tr class={chosen() === id ? "is-here" : ""}>
      <th scope="row">
        {reading === "counted" ? (
          <span dir="auto">{name}</span>
        ) : (
          <button
            type="button"
            class="link"
            data-row
            aria-current={chosen() === id ? "true" : undefined}
            onClick={() => choose(id)}
            dir="auto"
          >
            {name}
          </button>
        )}
        {tags.length > 0 && <small>{tags.join(", ")}</small>}
      </th>
      <td data-name={seen}>{seen_at ? at(seen_at) : "–"}</td>
      <td>
        <span class={`badge ${isToReview ? "strong" : ""}`}>
          {state === "submitted" && !isToReview ? hasAnswered : answerStates[state]}
        </span>
        {line.late && <span class="badge strong">{late}</span>}
        {submitted_at && <small>{at(submitted_at)}</small>}
      </td>
    </tr>
  );
}
