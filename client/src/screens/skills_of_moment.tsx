/** The skills that a moment shows: those that I said, and those that its words speak of. */
import { words } from "../core/i18n";
import { change, type Moment } from "../nouns/experiences";
import { nameOfSkill, type Skill, type Suggestions } from "../nouns/talents";
import { Icon } from "../parts/icon";
import { useLook } from "../parts/look";
import { useRefusals } from "../parts/refusals";
import { say, watch } from "../parts/toast";
import { talentWords } from "../words/talents";
import "./talents.css";

const MOST = 4;
const SHORTEST_QUOTE = 3; // letters: « a » and « y » tell nobody anything

export function SkillsOfMoment({ moment }: { moment: Moment }) {
  const { skills, removeSkill } = talentWords.value;
  const { tag } = words.value;
  const cited = ((moment.local.skills ?? []) as (Skill | string)[]).filter((skill) => typeof skill !== "string");
  const save = (next: Skill[]) => watch(change(moment.id, { skills: next }));
  return (
    <>
      {cited.length > 0 && (
        <fieldset>
          <legend>{skills}</legend>
          <ul class="cited">
            {cited.map((skill) => (
              <li key={skill.id}>
                <button
                  type="button"
                  aria-label={removeSkill(nameOfSkill(skill, tag))}
                  onClick={() => save(cited.filter(({ id }) => id !== skill.id))}
                >
                  <span dir="auto">{nameOfSkill(skill, tag)}</span> <span aria-hidden="true">×</span>
                </button>
              </li>
            ))}
          </ul>
        </fieldset>
      )}
      {moment.server && <Proposed moment={moment} cited={cited} save={save} />}
    </>
  );
}

interface Properties {
  moment: Moment;
  cited: Skill[];
  save: (next: Skill[]) => void;
}

/** They come from the server: without network there are those of last time. */
function Proposed({ moment, cited, save }: Properties) {
  const { proposed, because, acceptSkill, refuse, added, refused } = talentWords.value;
  const { value } = useLook<Suggestions>(`/v1/experiences/${moment.id}/skill-suggestions?limit=8`);
  const no = moment.local.refused_skills ?? [];
  const sayNo = (refused_skills: string[]) => watch(change(moment.id, { refused_skills }));
  useRefusals(moment.id, no, sayNo);
  const known = new Set([...cited.map(({ id }) => id), ...no]);
  const all = (value?.items ?? []).filter(({ skill }) => !known.has(skill.id)).slice(0, MOST);
  if (!all.length) return null;
  const take = (skill: Skill) => {
    save([...cited, skill]);
    say(added, () => save(cited));
  };
  const pass = (id: string) => {
    sayNo([...no, id]);
    say(refused, () => sayNo(no));
  };
  return (
    <section>
      <h2>
        <Icon name="talents" /> {proposed}
      </h2>
      <ul class="cards">
        {all.map(({ skill, because: reasons }) => {
          const quotes = reasons.flatMap(({ words: each }) => each.map(({ text }) => text));
          const said = [...new Set(quotes)].filter((text) => text.length >= SHORTEST_QUOTE).slice(0, 4);
          return (
            <li key={skill.id} class="card proposed">
              <strong dir="auto">{nameOfSkill(skill, words.value.tag)}</strong>
              {said.length > 0 && <span class="when">{because(said.map((text) => `« ${text} »`).join(", "))}</span>}
              <span class="two">
                <button type="button" class="button" onClick={() => take(skill)}>
                  {acceptSkill}
                </button>
                <button type="button" class="button plain" onClick={() => pass(skill.id)}>
                  {refuse}
                </button>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
