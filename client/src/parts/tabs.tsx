/** The three rooms of my journal: moments, carnets, stories. */
import { words } from "../core/i18n";
import { BASE } from "../router";
import "./tabs.css";

const ROOMS = [
  ["/", "moments"],
  ["/journals", "journals"],
  ["/stories", "stories"],
] as const;

export function Tabs({ here }: { here: "moments" | "journals" | "stories" }) {
  return (
    <nav class="tabs" aria-label={words.value.journal}>
      {ROOMS.map(([to, name]) => (
        <a key={name} href={BASE + to} aria-current={name === here ? "page" : undefined}>
          {words.value[name]}
        </a>
      ))}
    </nav>
  );
}
