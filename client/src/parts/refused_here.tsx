/** That the server did not take what stands here, and why. */
import { words } from "../core/i18n";
import type { Problem } from "../core/items";
import { sentenceIn } from "../core/refusals";
import { Icon } from "./icon";

export function RefusedHere({ problem }: { problem: Problem | undefined }) {
  return problem ? (
    <p class="fault" role="alert">
      <Icon name="alert" /> {words.value.refusedHere} : {sentenceIn(problem)}
    </p>
  ) : null;
}
