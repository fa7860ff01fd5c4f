/** What my moments speak of, and I have not said of myself yet: yes or no. */
import { words } from "../core/i18n";
import { account, change } from "../nouns/account";
import { add, drop, fromMoments, nameOfSkill } from "../nouns/talents";
import { useRefusals } from "../parts/refusals";
import { say, watch } from "../parts/toast";
import { talentWords } from "../words/talents";

export function Proposed() {
  const { fromMoments: title, fromMomentsLead, accept, refuse, added, refused } = talentWords.value;
  const no = account().refused_skills ?? [];
  const sayNo = (refused_skills: string[]) => watch(change({ refused_skills }));
  useRefusals("talents", no, sayNo);
  const all = fromMoments(no).slice(0, 5);
  if (!all.length) return null;
  const take = async (one: (typeof all)[number]) => {
    await add(
      one.skill,
      one.moments.map(({ id }) => id),
    );
    say(added, () => watch(drop(one.skill.id)));
  };
  const pass = (id: string) => {
    sayNo([...no, id]);
    say(refused, () => sayNo(no));
  };
  return (
    <section>
      <h2>{title}</h2>
      <ul class="cards">
        {all.map((one) => (
          <li key={one.skill.id} class="card proposed">
            <strong dir="auto">{nameOfSkill(one.skill, words.value.tag)}</strong>
            <span class="when">{fromMomentsLead(one.moments.length)}</span>
            <span class="two">
              <button type="button" class="button" onClick={() => watch(take(one))}>
                {accept}
              </button>
              <button type="button" class="button plain" onClick={() => pass(one.skill.id)}>
                {refuse}
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
