/** The plan, for those who lead: they tell how far an action is, too. */
import { filesOf } from "../../nouns/files";
import { planOf } from "../../nouns/proposals";
import { Outcome, useAsked } from "../../parts/asked";
import { Files } from "../../parts/files";
import { Plan } from "../../parts/plan";
import { choiceWords } from "../../words/choices";
import { Frame } from "./frame";

export default function ManagedPlan({ community }: { community: string }) {
  return (
    <Frame id={community} at="plan">
      {() => <Actions community={community} />}
    </Frame>
  );
}

function Actions({ community }: { community: string }) {
  const asked = useAsked(() => planOf(community), [community]);
  return (
    <div class="one-column">
      <Outcome asked={asked}>
        {(all) => (
          <>
            <Plan all={all} onDone={asked.again} isTeam />
            {all.length > 0 && (
              <Files path={filesOf.plan(community)} suffixes={["ods", "csv", "ics"]} name={choiceWords.value.plan} />
            )}
          </>
        )}
      </Outcome>
    </div>
  );
}
