/** One community: what it is, who looks after it, what is shown there, and my place in it. */
import { useSignal } from "@preact/signals";
import { words } from "../core/i18n";
import { type Belonging, belonging, type Community, leave, places, type Team } from "../nouns/communities";
import { Fault } from "../parts/fault";
import { Joining } from "../parts/joining";
import { sayWhy, useLook } from "../parts/look";
import { Prose } from "../parts/prose";
import { say } from "../parts/toast";
import { BASE, go } from "../router";
import { run } from "../sync/runs";
import { togetherWords } from "../words/together";
import { CommunityFeed } from "./community_feed";
import { CommunityProgrammes, PlanWay } from "./community_programmes";
import { CommunityPublic } from "./community_public";
import { ShowTalents } from "./show_talents";
import "./communities.css";

export default function CommunityScreen({ id }: { id: string }) {
  const { kinds, verified, asked, charter, invitationOnly, report } = togetherWords.value;
  const { value, fault } = useLook<Community>(places.community(id));
  const mine = belonging(id);
  const state = mine?.local.state ?? value?.membership?.state;
  const role = mine?.local.role ?? value?.membership?.role;
  const isIn = state === "active";
  return (
    <article class="community">
      <p class="when">
        {kinds[value?.kind ?? ""]}
        {value?.verified_at && <> · {verified}</>}
      </p>
      <h1 dir="auto">{value?.name ?? mine?.local.community?.name ?? words.value.communities}</h1>
      {!mine && <Fault text={fault} />}
      {state === "requested" && <p class="note">{asked}</p>}
      {isIn && role !== "member" && (
        <p>
          <a class="button plain" href={`${BASE}/manage/${id}`}>
            {togetherWords.value.lead}
          </a>
        </p>
      )}
      {isIn && <PlanWay id={id} />}
      {isIn && mine && <ShowTalents mine={mine} />}
      {isIn && <Who id={id} />}
      {value?.charter && (
        <details open={!isIn}>
          <summary>{charter}</summary>
          <Prose text={value.charter} />
        </details>
      )}
      {isIn && <CommunityProgrammes id={id} />}
      {isIn && value?.visibility === "public" && <CommunityPublic id={id} />}
      {isIn && <CommunityFeed id={id} />}
      {value && !isIn && state !== "requested" && value.join_policy === "invite" && (
        <p class="quiet">{invitationOnly}</p>
      )}
      {value && !isIn && state !== "requested" && value.join_policy !== "invite" && (
        <Joining door={{ community: id, role: "member" }} asks={value.join_policy === "request"} />
      )}
      <div class="asides">
        {mine && (isIn || state === "requested") && <Leave mine={mine} />}
        <a href={`${BASE}/report/community/${id}`}>{report}</a>
      </div>
    </article>
  );
}

function Who({ id }: { id: string }) {
  const { team, teamRoles, someone } = togetherWords.value;
  const { value } = useLook<Team>(places.team(id));
  const leading = value?.items.filter(({ role }) => role !== "member") ?? [];
  if (!leading.length) return null;
  return (
    <section>
      <h2>{team}</h2>
      <ul class="people">
        {leading.map(({ user, role }) => (
          <li key={user.id}>
            <strong dir="auto">{user.display_name ?? someone}</strong> <span class="quiet">{teamRoles[role]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Leave({ mine }: { mine: Belonging }) {
  const { leave: label, takeBack, leaveLead, leaveNow, left } = togetherWords.value;
  const isAsked = useSignal(false);
  const fault = useSignal("");
  const isRequest = mine.local.state === "requested";
  const part = async () => {
    try {
      await leave(mine.id);
      await run();
      go("/communities", { replace: true });
      say(left);
    } catch (problem) {
      fault.value = sayWhy(problem);
    }
  };
  if (!isAsked.value)
    return (
      <p>
        <button type="button" class="link" onClick={() => (isAsked.value = true)}>
          {isRequest ? takeBack : label}
        </button>
      </p>
    );
  return (
    <div class="note" role="status">
      {!isRequest && <p>{leaveLead}</p>}
      <Fault text={fault.value} />
      <button type="button" class="button" onClick={() => void part()}>
        {isRequest ? takeBack : leaveNow}
      </button>
      <button type="button" class="button plain" onClick={() => (isAsked.value = false)}>
        {words.value.cancel}
      </button>
    </div>
  );
}
