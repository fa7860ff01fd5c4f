/** Who is in: roles, tags, who comes next, who goes. */
import { useSignal } from "@preact/signals";
import type { Community, Member, Role } from "../../nouns/teams";
import { members } from "../../nouns/teams";
import { Outcome, useAsked } from "../../parts/asked";
import { chosen, Desk, Row } from "../../parts/desk";
import { Field } from "../../parts/field";
import { KeyHelp, useKeys } from "../../parts/keys";
import { manageWords } from "../../words/manage";
import { Frame } from "./frame";
import { Invitations } from "./invitations";
import { One } from "./member";

const ROLES: (Role | "all")[] = ["all", "manager", "facilitator", "member"];
const INVITE = "invite";
const plain = (words: string) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export default function People({ community }: { community: string }) {
  return (
    <Frame id={community} at="people">
      {(found) => <List community={found} />}
    </Frame>
  );
}

function List({ community }: { community: Community }) {
  const { pickPerson, aPerson, inviteThem } = manageWords.value;
  const asked = useAsked(() => members(community.id, "state=active"), [community.id]);
  useKeys();
  return (
    <Outcome asked={asked}>
      {(all) => {
        const open = all.find(({ user }) => user.id === chosen());
        const isInviting = chosen() === INVITE;
        return (
          <>
            <Desk
              open={open?.user.id ?? (isInviting ? INVITE : null)}
              name={isInviting ? inviteThem : aPerson}
              list={<Members all={all} />}
            >
              {open && <One key={open.user.id} member={open} community={community} onDone={asked.again} />}
              {isInviting && <Invitations community={community} />}
              {!open && !isInviting && <p class="quiet pick">{pickPerson}</p>}
            </Desk>
            <KeyHelp />
          </>
        );
      }}
    </Outcome>
  );
}

function Members({ all }: { all: Member[] }) {
  const { inviteThem, findPerson, noneSo, nobody, roles, everyone, peopleHere } = manageWords.value;
  const role = useSignal<Role | "all">("all");
  const wanted = useSignal("");
  const some = all.filter(
    (one) =>
      (role.value === "all" || one.role === role.value) &&
      plain(`${one.user.display_name} ${(one.tags ?? []).join(" ")}`).includes(plain(wanted.value.trim())),
  );
  return (
    <>
      <Row id={INVITE} more="strong-row">
        <strong>{inviteThem}</strong>
      </Row>
      <Field
        id="find"
        label={findPerson}
        value={wanted.value}
        onValue={(text) => (wanted.value = text)}
        input={{ type: "search" }}
      />
      <div class="chips">
        {ROLES.map((one) => (
          <button key={one} type="button" aria-pressed={role.value === one} onClick={() => (role.value = one)}>
            {one === "all" ? everyone : roles[one]}
          </button>
        ))}
      </div>
      <p class="quiet" role="status">
        {some.length ? peopleHere(some.length) : noneSo}
      </p>
      <ul>
        {some.map((one) => (
          <li key={one.user.id}>
            <Row id={one.user.id}>
              <strong dir="auto">{one.user.display_name ?? nobody}</strong>
              <small>
                {[one.role !== "member" && roles[one.role], ...(one.tags ?? [])].filter(Boolean).join(" · ")}
              </small>
            </Row>
          </li>
        ))}
      </ul>
    </>
  );
}
