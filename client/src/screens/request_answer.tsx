/** What is given: each thing can be unticked, each right too, and the end comes earlier. */
import { useSignal } from "@preact/signals";
import type { Right } from "../nouns/grants";
import { type Answer, accept, linesOf, type RequestDetail, sentenceFor } from "../nouns/requests";
import { sharingWords } from "../words/sharing";
import { Agreeing } from "./agreeing";
import { Lines, Until } from "./request_lines";

export function Answering({ request }: { request: RequestDetail }) {
  const { rights: names, mayRead, acceptAll, acceptLess, accepted, tickOne } = sharingWords.value;
  const lines = linesOf(request);
  const wholes = lines.filter(({ within }) => !within);
  // The journal, with all that will be written in it, is given by those alone who tick it themselves.
  const first = wholes.filter(({ target }) => target.type !== "experiences");
  const ticked = useSignal(new Set(first.map(({ key }) => key)));
  const rights = useSignal<Right[]>(request.rights);
  const ends_at = useSignal(request.ends_at);
  const chosen = lines.filter(({ key, within }) => ticked.value.has(key) && !(within && ticked.value.has(within)));
  const isLess =
    wholes.some(({ key }) => !ticked.value.has(key)) ||
    rights.value.length < request.rights.length ||
    ends_at.value !== request.ends_at;
  const answer: Answer = { targets: chosen.map(({ target }) => target), rights: rights.value, ends_at: ends_at.value };
  const toggle = (name: string) => {
    const next = new Set(ticked.value);
    if (!next.delete(name)) next.add(name);
    ticked.value = next;
  };
  return (
    <>
      <Lines lines={lines} ticked={ticked.value} onToggle={toggle} />
      <fieldset>
        <legend>{mayRead}</legend>
        {request.rights
          .filter((right) => right !== "view")
          .map((right) => (
            <label key={right} class="to-tick">
              <input
                type="checkbox"
                checked={rights.value.includes(right)}
                onChange={() => {
                  const isIn = rights.value.includes(right);
                  rights.value = isIn ? rights.value.filter((one) => one !== right) : [...rights.value, right];
                }}
              />
              <span>{names[right as keyof typeof names]}</span>
            </label>
          ))}
      </fieldset>
      <Until asked={request.ends_at} end={ends_at} />
      <Agreeing
        answer={answer}
        find={(less) => sentenceFor(request.id, less)}
        give={(less, sentence) => accept(request.id, less, sentence)}
        nothing={tickOne}
        label={isLess ? acceptLess : acceptAll}
        done={accepted}
      />
    </>
  );
}
