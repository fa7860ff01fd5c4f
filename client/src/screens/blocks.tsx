/** The blocks of a carnet: written in place, moved by buttons or by the handle, taken out with a way back. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { type Block, headingOf } from "../nouns/journals";
import { drag } from "../parts/drag";
import { Icon } from "../parts/icon";
import { say } from "../parts/toast";
import { makingWords } from "../words/making";
import { BlockContent } from "./block_content";

interface Properties {
  blocks: Block[];
  onBlocks: (blocks: Block[]) => void;
}

export function Blocks({ blocks, onBlocks }: Properties) {
  const { nowAt, takenOut, takenOutText } = makingWords.value;
  const said = useSignal("");
  const latest = useRef(blocks); // a pointer moves faster than the screen is drawn
  latest.current = blocks;
  const put = (next: Block[]) => {
    latest.current = next;
    onBlocks(next);
  };
  const move = (from: number, to: number) => {
    const next = [...latest.current];
    if (to < 0 || to >= next.length) return;
    next.splice(to, 0, ...next.splice(from, 1));
    put(next);
    said.value = nowAt(to + 1, next.length);
  };
  const takeOut = (place: number) => {
    const block = latest.current[place]!;
    put(latest.current.filter((one) => one !== block));
    const back = () => put(latest.current.toSpliced(place, 0, block));
    say(block.kind === "experience" ? takenOut : takenOutText, back);
  };
  return (
    <>
      <ol class="blocks">
        {blocks.map((block, place) => (
          <li key={block.id ?? place} class={`block of-${kindOf(block)}`}>
            <BlockContent
              block={block}
              label={labelOf(block, place, blocks.length)}
              onBlock={(next) => put(latest.current.map((one) => (one.id === block.id ? next : one)))}
            />
            <Controls
              label={labelOf(block, place, blocks.length)}
              place={place}
              count={blocks.length}
              onMove={move}
              onTakeOut={() => takeOut(place)}
            />
          </li>
        ))}
      </ol>
      <span class="unseen" role="status">
        {said.value}
      </span>
    </>
  );
}

const kindOf = (block: Block) =>
  block.kind === "text" && headingOf(block.text) !== undefined ? "heading" : block.kind;

function labelOf(block: Block, place: number, count: number): string {
  const { kinds, blockLabel } = makingWords.value;
  return blockLabel(kinds[kindOf(block)]!, place + 1, count);
}

interface Control {
  label: string;
  place: number;
  count: number;
  onMove: (from: number, to: number) => void;
  onTakeOut: () => void;
}

function Controls({ label, place, count, onMove, onTakeOut }: Control) {
  const { moveUp, moveDown, takeOut } = makingWords.value;
  const step = (event: Event, by: number) => {
    const button = event.currentTarget as HTMLElement;
    onMove(place, place + by);
    requestAnimationFrame(() => button.focus()); // a line that was moved has lost it
  };
  return (
    <fieldset class="controls" aria-label={label}>
      <span class="grip" aria-hidden="true" onPointerDown={(event) => drag(event, onMove)}>
        <Icon name="grip" />
      </span>
      <button type="button" aria-disabled={place === 0} onClick={(event) => step(event, -1)}>
        <Icon name="up" /> {moveUp}
      </button>
      <button type="button" aria-disabled={place === count - 1} onClick={(event) => step(event, 1)}>
        <Icon name="down" /> {moveDown}
      </button>
      <button type="button" onClick={onTakeOut}>
        {takeOut}
      </button>
    </fieldset>
  );
}
