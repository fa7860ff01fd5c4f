/** How far a talent goes: four leaves, and their word. */
import { LEVELS } from "../nouns/talents";
import { talentWords } from "../words/talents";
import "./level.css";

export function Level({ level }: { level: number }) {
  const { levelIs, levels } = talentWords.value;
  const name = levels[level - 1] ?? "";
  return (
    <span class="level">
      <span class="leaves" role="img" aria-label={levelIs(level, name)}>
        {LEVELS.map((one) => (
          <i key={one} class={one <= level ? "full" : ""} />
        ))}
      </span>
      <span aria-hidden="true">{name}</span>
    </span>
  );
}
