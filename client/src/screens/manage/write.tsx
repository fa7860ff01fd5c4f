/** A new mission: what, to whom, when; beside it, how it looks on a phone. What is typed is kept here. */
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { sent, sentIn } from "../../nouns/boards";
import { blank, type Draft, draftOf, keeperOfDraft, recallDraft } from "../../nouns/mission_drafts";
import { type Community, members } from "../../nouns/teams";
import { Outcome, useAsked } from "../../parts/asked";
import { DraftOf } from "../../parts/typing";
import { query } from "../../router";
import { manageWords } from "../../words/manage";
import { Frame } from "./frame";
import { Ballot } from "./write_ballot";
import { Call } from "./write_call";
import { Event } from "./write_event";
import { KindOf } from "./write_kind";
import { Preview } from "./write_preview";
import { Send } from "./write_send";
import { Survey } from "./write_survey";
import { What } from "./write_what";
import { When } from "./write_when";
import { Whom } from "./write_whom";

export default function Write({ community }: { community: string }) {
  return (
    <Frame id={community} at="missions">
      {(found) => <Form community={found} />}
    </Frame>
  );
}

/** The draft of the address, else the one that was begun here, else a blank one. */
async function begin(community: string, id: string | null): Promise<Draft> {
  const here = await recallDraft(community);
  if (id && here?.id !== id) return draftOf(await sent(id));
  return here ?? blank();
}

function Form({ community }: { community: Community }) {
  const { newMission, changeMission, onAPhone } = manageWords.value;
  const id = query.value.get("draft");
  const asked = useAsked(async () => {
    const [draft, people, missions] = await Promise.all([
      begin(community.id, id),
      members(community.id, "state=active"),
      sentIn(community.id),
    ]);
    return { draft, people, missions };
  }, [community.id, id]);
  return (
    <Outcome asked={asked}>
      {({ draft, people, missions }) => (
        <Writing key={draft.id} community={community} begun={draft}>
          {(now, change) => (
            <div class="desk even">
              <div class="desk-list">
                <h2>{id ? changeMission : newMission}</h2>
                <KindOf kind={now.kind} change={change} />
                <What draft={now} change={change} />
                {now.kind === "survey" && <Survey survey={now.survey} onSurvey={(survey) => change({ survey })} />}
                {now.kind === "proposal" && <Call call={now.proposal} onCall={(proposal) => change({ proposal })} />}
                {now.kind === "ballot" && (
                  <Ballot ballot={now.ballot} missions={missions} onBallot={(ballot) => change({ ballot })} />
                )}
                {now.kind === "event" && <Event event={now.event} onEvent={(event) => change({ event })} />}
                <Whom draft={now} change={change} people={people} missions={missions} />
                <When draft={now} change={change} />
                <Send community={community} draft={now} change={change} people={people} missions={missions} />
              </div>
              <section class="desk-content" aria-label={onAPhone}>
                <h2>{onAPhone}</h2>
                <Preview draft={now} community={community} />
              </section>
            </div>
          )}
        </Writing>
      )}
    </Outcome>
  );
}

export type Change = (members: Partial<Draft>) => void;
interface Properties {
  community: Community;
  begun: Draft;
  children: (draft: Draft, change: Change) => preact.ComponentChildren;
}

function Writing({ community, begun, children }: Properties) {
  const draft = useSignal(begun);
  const keeper = useMemo(() => keeperOfDraft(community.id), [community.id]);
  const change: Change = (members) => {
    draft.value = { ...draft.value, ...members };
    keeper.later(draft.value);
  };
  return <DraftOf.Provider value={keeper}>{children(draft.value, change)}</DraftOf.Provider>;
}
