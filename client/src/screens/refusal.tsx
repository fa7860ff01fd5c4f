/** Why somebody may not decide alone, and where that is settled. */
import type { Refused } from "../core/refusals";
import { isProblem } from "../nouns/consents";
import { Icon } from "../parts/icon";
import { BASE } from "../router";
import { makingWords } from "../words/making";

export const isRefusal = (fault: unknown) =>
  ["guardian-required", "age-required", "empty-journal"].some((name) => isProblem(fault, name));

export function Refusal({ fault }: { fault: unknown }) {
  const { adultNeeded, adultNeededLead, askAdult, yearNeeded, yearNeededLead, sayYear } = makingWords.value;
  const [title, lead, label, to] = isProblem(fault, "guardian-required")
    ? [adultNeeded, adultNeededLead, askAdult, "/me/guardian"]
    : isProblem(fault, "age-required")
      ? [yearNeeded, yearNeededLead, sayYear, "/me"]
      : [(fault as Refused).problem.title, (fault as Error).message, "", ""];
  return (
    <div class="tinted" role="alert">
      <h2>
        <Icon name="people" /> {title}
      </h2>
      <p>{lead}</p>
      {to && (
        <a class="button" href={BASE + to}>
          {label}
        </a>
      )}
    </div>
  );
}
