/** What was reported, as members see it: opened when it is wanted. */
import { useSignal } from "@preact/signals";
import { get } from "../../core/api";
import type { Portrait, Story } from "../../nouns/beneficiaries";
import { type Answer, answer } from "../../nouns/boards";
import type { Flag } from "../../nouns/teams";
import { Outcome, useAsked } from "../../parts/asked";
import { Edition, PortraitShown } from "../../parts/granted";
import { ShownMoment } from "../../parts/moment_shown";
import { manageWords } from "../../words/manage";

type Target = Flag["target"];
type Found = { story: Story } | { portrait: Portrait } | { answer: Answer };

const LOOKS: Record<string, (id: string) => Promise<Found>> = {
  story: async (id) => ({ story: await get<Story>(`/v1/stories/${id}`) }),
  portrait: async (id) => ({ portrait: await get<Portrait>(`/v1/portraits/${id}`) }),
  response: async (id) => ({ answer: await answer(id) }),
};

export function Reported({ target }: { target: Target }) {
  const { seeIt, seeElsewhere } = manageWords.value;
  const isOpen = useSignal(false);
  if (!LOOKS[target.type]) return <p class="quiet">{seeElsewhere}</p>;
  if (isOpen.value) return <Shown target={target} />;
  return (
    <button type="button" class="link" onClick={() => (isOpen.value = true)}>
      {seeIt}
    </button>
  );
}

function Shown({ target }: { target: Target }) {
  const asked = useAsked(() => LOOKS[target.type]!(target.id), [target.id]);
  return (
    <Outcome asked={asked}>
      {(found) => (
        <div class="versions">
          {"story" in found && (
            <>
              <h3>{found.story.content.title}</h3>
              <Edition content={found.story.content} />
            </>
          )}
          {"portrait" in found && <PortraitShown content={found.portrait.content} />}
          {"answer" in found && found.answer.experience && <ShownMoment moment={found.answer.experience} />}
        </div>
      )}
    </Outcome>
  );
}
