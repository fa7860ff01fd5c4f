/** My talents, family by family: what shows them, who recognises them; and what my moments speak of. */
import { signal } from "@preact/signals";
import { words } from "../core/i18n";
import {
  FRAMEWORKS,
  type Frameworks,
  families,
  nameOfSkill,
  STANCES,
  type Stance,
  type Talent,
  TREE,
  type Tree,
  talents,
} from "../nouns/talents";
import { Comments } from "../parts/comments";
import { Icon } from "../parts/icon";
import { Level } from "../parts/level";
import { useLook } from "../parts/look";
import { BASE } from "../router";
import { talentWords } from "../words/talents";
import { Proposed } from "./talents_proposed";
import "../parts/card.css";
import "./talents.css";

const stance = signal<Stance | "">("");
const DRAWN = new Set(["COM", "COOP", "ORG", "PROB", "LEARN", "SAFE", "DIGI", "CREA"]);

export default function Talents() {
  const { empty, tell, addTalent, every, stances, others } = talentWords.value;
  const tree = useLook<Tree>(TREE).value;
  const all = talents();
  const chosen = all.filter(({ local }) => !stance.value || local.stance === stance.value);
  return (
    <>
      <h1>{words.value.talents}</h1>
      <Comments on="talents" />
      {all.length === 0 ? (
        <div class="empty">
          <Icon name="talents" />
          <p>{empty}</p>
          <a class="button" href={`${BASE}/capture`}>
            {tell}
          </a>
        </div>
      ) : (
        <div class="chips">
          {(["", ...STANCES] as const).map((one) => (
            <button key={one} type="button" aria-pressed={stance.value === one} onClick={() => (stance.value = one)}>
              {one ? stances[one] : every}
            </button>
          ))}
        </div>
      )}
      {families(chosen, tree, words.value.tag, others).map(({ code, name, talents: those }) => (
        <section key={code} class="domain">
          <h2>
            <Icon name={DRAWN.has(code) ? `family-${code}` : "talents"} /> <span>{name}</span>
          </h2>
          <ul class="cards">
            {those.map((one) => (
              <Card key={one.id} one={one} />
            ))}
          </ul>
        </section>
      ))}
      <p class="after">
        <a class="button plain" href={`${BASE}/talents/add`}>
          <Icon name="capture" /> {addTalent}
        </a>
      </p>
      <Proposed />
      <Notices all={all} />
    </>
  );
}

function Card({ one: { id, local, dirty } }: { one: Talent }) {
  const { stances, proofs, recognisedBy } = talentWords.value;
  const names = local.recognitions.map(({ name }) => name).join(", ");
  return (
    <li class={`card stance-${local.stance}`}>
      <a href={`${BASE}/talents/${id}`}>
        <strong dir="auto">{nameOfSkill(local.skill, words.value.tag)}</strong>
        <span class="signs">
          {local.stance !== "has" && <b>{stances[local.stance]}</b>}
          {local.stance !== "seeks" && <Level level={local.level} />}
          {local.evidence.length > 0 && <span>{proofs(local.evidence.length)}</span>}
        </span>
        {names && (
          <span class="recognised">
            <Icon name="done" /> {recognisedBy(names)}
          </span>
        )}
        {dirty === 1 && <span class="signs">{words.value.waits}</span>}
      </a>
    </li>
  );
}

/** What the licence of a framework wants to be shown beside its skills. */
function Notices({ all }: { all: Talent[] }) {
  const frameworks = useLook<Frameworks>(FRAMEWORKS).value?.items ?? [];
  const cited = new Set(all.map(({ local }) => local.skill.framework));
  const notices = frameworks.filter(({ code, notice }) => notice && cited.has(code));
  return (
    <>
      {notices.map(({ code, notice }) => (
        <p key={code} class="hint">
          {nameOfSkill({ labels: notice! }, words.value.tag)}
        </p>
      ))}
    </>
  );
}
