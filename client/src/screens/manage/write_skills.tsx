/** The skills that a question lets people choose from: public ones, or of the community's own frameworks. */

import { useSignal } from "@preact/signals";
import type { components } from "api";
import { get } from "../../core/api";
import { words } from "../../core/i18n";
import { Offline } from "../../core/refusals";
import type { WrittenQuestion } from "../../nouns/survey_writing";
import { nameOfSkill } from "../../nouns/talents";
import { Field } from "../../parts/field";
import { writingWords } from "../../words/writing";

interface Properties {
  id: string;
  skills: WrittenQuestion["skills"];
  onSkills: (skills: WrittenQuestion["skills"]) => void;
}
interface Found {
  items: components["schemas"]["SkillRead"][];
}
const MOST = 12;

export function Skills({ id, skills, onSkills }: Properties) {
  const w = writingWords.value;
  const { tag, needsNetwork, remove } = words.value;
  const typed = useSignal("");
  const found = useSignal<WrittenQuestion["skills"] | null>(null);
  const fault = useSignal("");
  const search = async () => {
    fault.value = "";
    try {
      const { items } = await get<Found>(`/v1/skills?limit=10&q=${encodeURIComponent(typed.value.trim())}`);
      found.value = items.map((skill) => ({ id: skill.id, name: nameOfSkill(skill, tag.slice(0, 2)) }));
    } catch (problem) {
      fault.value = problem instanceof Offline ? needsNetwork : (problem as Error).message;
    }
  };
  const pick = (one: WrittenQuestion["skills"][number]) => {
    onSkills([...skills, one]);
    found.value = null;
    typed.value = "";
  };
  return (
    <>
      <p class="label">{w.skills}</p>
      <ul class="lines">
        {skills.map((one) => (
          <li key={one.id}>
            <span dir="auto">{one.name}</span>{" "}
            <button
              type="button"
              class="link"
              aria-label={words.value.labelled(remove, one.name)}
              onClick={() => onSkills(skills.filter(({ id: other }) => other !== one.id))}
            >
              {remove}
            </button>
          </li>
        ))}
      </ul>
      {skills.length < MOST && (
        <>
          <Field
            id={`${id}-skill`}
            label={w.findSkill}
            hint={w.skillsHint}
            fault={fault.value || undefined}
            value={typed.value}
            onValue={(value) => (typed.value = value)}
            input={{ maxLength: 80 }}
          />
          <button
            type="button"
            class="button plain"
            disabled={typed.value.trim().length < 2}
            onClick={() => void search()}
          >
            {w.search}
          </button>
        </>
      )}
      <div role="status">
        {found.value && !found.value.length && <p>{w.noSkill}</p>}
        {found.value
          ?.filter(({ id: other }) => !skills.some((one) => one.id === other))
          .map((one) => (
            <p key={one.id}>
              <button type="button" class="button plain" onClick={() => pick(one)}>
                {one.name}
              </button>
            </p>
          ))}
      </div>
    </>
  );
}
