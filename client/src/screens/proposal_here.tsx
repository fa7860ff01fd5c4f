/** An idea that has not left this phone: it can be rewritten, or thrown away, with the way back. */
import { remove } from "../core/store";
import { keepIdea, type Written } from "../nouns/proposals";
import { say, watch } from "../parts/toast";
import { BASE, go } from "../router";
import { choiceWords } from "../words/choices";

export function OnlyHere({ idea: { id, local } }: { idea: Written }) {
  const { rewrite, throwAway, thrownAway } = choiceWords.value;
  const toss = async () => {
    await remove("proposal", id);
    go(`/missions/${local.mission_id}`, { replace: true });
    say(thrownAway, () => watch(keepIdea(id, local.mission_id, local)));
  };
  return (
    <div class="asides">
      <a class="button plain" href={`${BASE}/missions/${local.mission_id}/ideas/${id}`}>
        {rewrite}
      </a>
      <button type="button" class="link" onClick={() => watch(toss())}>
        {throwAway}
      </button>
    </div>
  );
}
