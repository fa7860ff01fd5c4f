/** One talent: how far it goes, what shows it, who confirms it. */
import { words } from "../core/i18n";
import { sentenceIn } from "../core/refusals";
import { things } from "../core/store";
import { moments, nameOf } from "../nouns/experiences";
import {
  add,
  changeTalent,
  drop,
  evidenceOf,
  talent as find,
  LEVELS,
  nameOfSkill,
  STANCES,
  type Talent,
} from "../nouns/talents";
import { Fault } from "../parts/fault";
import { Icon } from "../parts/icon";
import { say, watch } from "../parts/toast";
import { BASE, go } from "../router";
import { talentWords } from "../words/talents";
import { Confirmed } from "./confirmed";
import Unknown from "./unknown";
import "./talents.css";

export default function TalentScreen({ id }: { id: string }) {
  const one = find(id);
  if (!one?.local) return things("talent").length ? <Unknown /> : null;
  const { dropTalent, dropped } = talentWords.value;
  const { local, problem } = one;
  const leave = async () => {
    await drop(id);
    go("/talents", { replace: true });
    say(dropped, () => watch(add(local.skill, local.evidence, local.stance, local.level)));
  };
  return (
    <article>
      <h1 dir="auto">{nameOfSkill(local.skill, words.value.tag)}</h1>
      <Fault text={problem ? sentenceIn(problem) : ""} />
      <Choices one={one} />
      <Evidence one={one} />
      {local.stance !== "seeks" && <Confirmed one={one} />}
      <p class="after">
        <button type="button" class="link danger" onClick={() => watch(leave())}>
          {dropTalent}
        </button>
      </p>
    </article>
  );
}

function Choices({ one: { id, local } }: { one: Talent }) {
  const { stance, stances, stancesLead, level, levels } = talentWords.value;
  return (
    <>
      <fieldset>
        <legend>{stance}</legend>
        <div class="chips">
          {STANCES.map((value) => (
            <button
              key={value}
              type="button"
              aria-pressed={local.stance === value}
              onClick={() => watch(changeTalent(id, { stance: value }))}
            >
              {stances[value]}
            </button>
          ))}
        </div>
        <p class="hint">{stancesLead[local.stance]}</p>
      </fieldset>
      {local.stance !== "seeks" && (
        <fieldset>
          <legend>{level}</legend>
          <div class="chips">
            {LEVELS.map((value) => (
              <button
                key={value}
                type="button"
                aria-pressed={local.level === value}
                onClick={() => watch(changeTalent(id, { level: value }))}
              >
                {levels[value - 1]}
              </button>
            ))}
          </div>
        </fieldset>
      )}
    </>
  );
}

function Evidence({ one }: { one: Talent }) {
  const { evidence, evidenceLead, addEvidence, removeEvidence, noMoment } = talentWords.value;
  const { untitled } = words.value;
  const those = evidenceOf(one);
  const others = moments().filter(({ id }) => !one.local.evidence.includes(id));
  const save = (ids: string[]) => watch(changeTalent(one.id, { evidence: ids }));
  return (
    <section>
      <h2>{evidence}</h2>
      <p class="hint">{evidenceLead}</p>
      <ul>
        {those.map((moment) => (
          <li key={moment.id} class="evidence">
            <a href={`${BASE}/moments/${moment.id}`} dir="auto">
              {nameOf(moment, untitled)}
            </a>
            <button
              type="button"
              class="link"
              aria-label={removeEvidence(nameOf(moment, untitled))}
              onClick={() => save(one.local.evidence.filter((id) => id !== moment.id))}
            >
              <Icon name="bin" />
            </button>
          </li>
        ))}
      </ul>
      <details>
        <summary>{addEvidence}</summary>
        {others.length === 0 && <p class="quiet">{noMoment}</p>}
        <ul class="lines">
          {others.slice(0, 30).map((moment) => (
            <li key={moment.id}>
              <button type="button" class="link" dir="auto" onClick={() => save([...one.local.evidence, moment.id])}>
                {nameOf(moment, untitled)}
              </button>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
