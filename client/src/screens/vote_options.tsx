/** What there is to choose, each with its buttons. */
import { words } from "../core/i18n";
import type { Form, Option } from "../nouns/ballots";
import { inRank, ranked, spent, type Votes, voted } from "../nouns/ballots";
import { Paragraphs } from "../parts/paragraphs";
import { ballotWords } from "../words/ballots";
import "../parts/card.css";
import "./vote.css";

interface Properties {
  form: Form;
  options: Option[];
  votes: Votes;
  onVotes: (votes: Votes) => void;
}

export function Options({ form, options, votes, onVotes }: Properties) {
  return (
    <ul class="cards votes">
      {inOrder(form, options, votes).map((option) => (
        <li key={option.proposal_id} class={`card access ${votes[option.proposal_id] ? "is-chosen" : ""}`}>
          <strong dir="auto">{option.title}</strong>
          <Paragraphs text={option.text} />
          <Buttons form={form} option={option} votes={votes} onVotes={onVotes} />
        </li>
      ))}
    </ul>
  );
}

/** Those that are ranked stand first, in their order. */
function inOrder({ method }: Form, options: Option[], votes: Votes): Option[] {
  if (method !== "rank") return options;
  const place = ({ proposal_id }: Option) => votes[proposal_id] ?? options.length;
  return [...options].sort((one, other) => place(one) - place(other));
}

interface OneProperties extends Omit<Properties, "options"> {
  option: Option;
}

function Buttons({ form, option: { proposal_id: id, title }, votes, onVotes }: OneProperties) {
  const { more, less, points, choose, unchoose, upwards, downwards, rankOf } = ballotWords.value;
  const number = votes[id] ?? 0;
  const isFull = spent(form, votes) >= form.limit;
  const change = (by: 1 | -1) => onVotes(voted(form, votes, id, by));
  const move = (by: 1 | -1) => {
    const ids = inRank(votes);
    const place = ids.indexOf(id);
    [ids[place], ids[place + by]] = [ids[place + by]!, ids[place]!];
    onVotes(ranked(ids));
  };
  if (form.method === "points")
    return (
      <div class="acts-line">
        <button
          type="button"
          class="button plain"
          aria-label={words.value.labelled(less, title)}
          disabled={!number}
          onClick={() => change(-1)}
        >
          −
        </button>
        <b>{points(number)}</b>
        <button
          type="button"
          class="button plain"
          aria-label={words.value.labelled(more, title)}
          disabled={isFull}
          onClick={() => change(1)}
        >
          +
        </button>
      </div>
    );
  return (
    <div class="acts-line">
      {form.method === "rank" && number > 0 && <b>{rankOf(number)}</b>}
      <button
        type="button"
        class="button plain"
        aria-pressed={number > 0}
        aria-label={words.value.labelled(number ? unchoose : choose, title)}
        disabled={!number && isFull}
        onClick={() => change(number ? -1 : 1)}
      >
        {number ? unchoose : choose}
      </button>
      {form.method === "rank" && number > 1 && (
        <button type="button" class="link" aria-label={words.value.labelled(upwards, title)} onClick={() => move(-1)}>
          {upwards}
        </button>
      )}
      {form.method === "rank" && number > 0 && number < Object.keys(votes).length && (
        <button type="button" class="link" aria-label={words.value.labelled(downwards, title)} onClick={() => move(1)}>
          {downwards}
        </button>
      )}
    </div>
  );
}
