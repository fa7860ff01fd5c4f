/** A vote: on which ideas, how, how long, and when the result is shown. */
import type { WrittenBallot } from "../../nouns/ballot_writing";
import type { Sent } from "../../nouns/boards";
import { digits, Field } from "../../parts/field";
import { OneOf } from "../../parts/one_of";
import { Select } from "../../parts/select";
import { ballotWords } from "../../words/ballots";

interface Properties {
  ballot: WrittenBallot;
  missions: Sent[];
  onBallot: (ballot: WrittenBallot) => void;
}
const LENGTHS = [30, 60, 90, 120, 180, 300, 600, 900, 1_800, 3_600]; // seconds

/** Also the length of a vote that was written elsewhere. */
const lengths = (seconds: string) =>
  [...new Set(seconds ? [...LENGTHS, Number(seconds)] : LENGTHS)].sort((one, other) => one - other);

export function Ballot({ ballot, missions, onBallot }: Properties) {
  const w = ballotWords.value;
  const change = (members: Partial<WrittenBallot>) => onBallot({ ...ballot, ...members });
  const calls = missions.filter(({ kind }) => kind === "proposal");
  const flip = (id: string) =>
    change({ of: ballot.of.includes(id) ? ballot.of.filter((one) => one !== id) : [...ballot.of, id] });
  return (
    <>
      <fieldset>
        <legend>{w.of}</legend>
        {calls.length === 0 && <p class="quiet">{w.noCall}</p>}
        {calls.map(({ id, title }) => (
          <label key={id} class="tick">
            <input type="checkbox" checked={ballot.of.includes(id)} onChange={() => flip(id)} />{" "}
            <span dir="auto">{title}</span>
          </label>
        ))}
      </fieldset>
      <OneOf
        legend={w.how}
        name="method"
        options={w.methods}
        value={ballot.method}
        onValue={(method) => change({ method })}
      />
      <Field
        id="limit"
        label={w.limit}
        value={ballot.limit}
        clean={digits}
        onValue={(text) => change({ limit: text })}
        input={{ inputMode: "numeric", maxLength: 2 }}
      />
      <OneOf
        legend={w.secrecy}
        name="secret"
        options={w.secrecies}
        value={ballot.secret ? "yes" : "no"}
        onValue={(value) => change({ secret: value === "yes" })}
      />
      <OneOf
        legend={w.when}
        name="results-at"
        options={w.whens}
        value={ballot.results}
        onValue={(results) => change({ results })}
      />
      <Field
        id="winners"
        label={w.winners}
        value={ballot.winners}
        clean={digits}
        onValue={(text) => change({ winners: text })}
        input={{ inputMode: "numeric", maxLength: 2 }}
      />
      <label class="tick">
        <input type="checkbox" checked={ballot.paper} onChange={() => change({ paper: !ballot.paper })} /> {w.withPaper}
      </label>
      <p class="hint">{w.withPaperHint}</p>
      <Select
        id="seconds"
        label={w.closes}
        value={ballot.seconds}
        none={w.byHand}
        options={lengths(ballot.seconds).map((seconds) => [seconds, w.alone(seconds)] as const)}
        onValue={(seconds) => change({ seconds })}
      />
    </>
  );
}
