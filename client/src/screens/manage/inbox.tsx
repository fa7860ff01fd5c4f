/** One inbox: who asks to join, what was reported, who appeals, and how missions stand. */
import type { Flag, Hiding, Member } from "../../nouns/teams";
import { appeals, type Community, flags, isManaged, members } from "../../nouns/teams";
import { Outcome, useAsked } from "../../parts/asked";
import { chosen, Desk, Row } from "../../parts/desk";
import { KeyHelp, useKeys } from "../../parts/keys";
import { ago } from "../../parts/time";
import { manageWords } from "../../words/manage";
import { Appeal, Report, Request } from "./decisions";
import { Frame } from "./frame";
import { Informations } from "./informations";
import { Missions, ToRead, unread, useOpenMissions } from "./missions_now";

export default function Inbox({ community }: { community: string }) {
  return (
    <Frame id={community} at="">
      {(found) => <Waiting community={found} />}
    </Frame>
  );
}

type Matter =
  | { kind: "request"; id: string; at: string; it: Member }
  | { kind: "flag"; id: string; at: string; it: Flag }
  | { kind: "appeal"; id: string; at: string; it: Hiding };

async function read(id: string): Promise<Matter[]> {
  const [asking, reported, appealed] = await Promise.all([members(id, "state=requested"), flags(id), appeals(id)]);
  const all: Matter[] = [
    ...asking.map((it) => ({ kind: "request" as const, id: it.user.id, at: it.updated_at, it })),
    ...reported.map((it) => ({ kind: "flag" as const, id: it.id, at: it.created_at, it })),
    ...appealed.map((it) => ({ kind: "appeal" as const, id: it.id, at: it.appealed_at!, it })),
  ];
  return all.sort((one, other) => one.at.localeCompare(other.at));
}

function Waiting({ community }: { community: Community }) {
  const { nothingWaits, pickOne, waitsHere } = manageWords.value;
  const asked = useAsked(() => read(community.id), [community.id]);
  const missions = useOpenMissions(community.id, isManaged(community));
  const answers = unread(missions.value.value ?? []);
  useKeys();
  return (
    <>
      {answers.length > 0 && <ToRead community={community.id} all={answers} />}
      <Outcome asked={asked}>
        {(all) => {
          const open = all.find(({ id }) => id === chosen());
          if (!all.length) return answers.length ? null : <p class="quiet">{nothingWaits}</p>;
          return (
            <Desk
              open={open?.id ?? null}
              name={waitsHere}
              list={
                <ul>
                  {all.map((matter) => (
                    <li key={matter.id}>
                      <Row id={matter.id}>
                        <Label matter={matter} />
                      </Row>
                    </li>
                  ))}
                </ul>
              }
            >
              {open ? <Open key={open.id} matter={open} onDone={asked.again} /> : <p class="quiet pick">{pickOne}</p>}
            </Desk>
          );
        }}
      </Outcome>
      {isManaged(community) && <Missions community={community.id} asked={missions} />}
      <Informations community={community.id} />
      <KeyHelp />
    </>
  );
}

function Label({ matter }: { matter: Matter }) {
  const { asksToJoin, reported, appeals: appealed, targets, nobody } = manageWords.value;
  return (
    <>
      <strong dir="auto">
        {matter.kind === "request" && asksToJoin(matter.it.user.display_name ?? nobody)}
        {matter.kind === "flag" && reported(targets[matter.it.target.type] ?? "")}
        {matter.kind === "appeal" && appealed(targets[matter.it.target.type] ?? "")}
      </strong>
      <small>{ago(matter.at)}</small>
    </>
  );
}

function Open({ matter, onDone }: { matter: Matter; onDone: () => Promise<void> }) {
  if (matter.kind === "request") return <Request member={matter.it} onDone={onDone} />;
  if (matter.kind === "flag") return <Report flag={matter.it} onDone={onDone} />;
  return <Appeal hiding={matter.it} onDone={onDone} />;
}
