/** What stands over each screen of operators. */
import type { ComponentChildren } from "preact";
import { BASE } from "../../router";
import { operateWords } from "../../words/operate";

export type Part = "" | "flags" | "schools" | "statistics" | "acts";

export function Frame({ at, children }: { at: Part; children: ComponentChildren }) {
  const { operate, parts } = operateWords.value;
  return (
    <div class="wide">
      <p class="when">{operate}</p>
      <h1>{parts[at]}</h1>
      <nav class="places" aria-label={operate}>
        {(Object.keys(parts) as Part[]).map((part) => (
          <a key={part} href={`${BASE}/operate${part && `/${part}`}`} aria-current={part === at ? "page" : undefined}>
            {parts[part]}
          </a>
        ))}
      </nav>
      {children}
    </div>
  );
}
