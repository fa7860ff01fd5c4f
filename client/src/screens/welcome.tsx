/** The first steps: a year, a language, and what stays private. Each card can be skipped. */
import { useSignal } from "@preact/signals";
import { words } from "../core/i18n";
import { Refused } from "../core/refusals";
import { account, changeNow } from "../nouns/account";
import { Field } from "../parts/field";
import { Icon } from "../parts/icon";
import { Tongues } from "../parts/tongues";
import { BASE, go, query } from "../router";
import { entryWords } from "../words/entry";
import { reasonOf, wayOf } from "./coming_in";
import "./sign_in.css";

export default function Welcome() {
  const card = useSignal(0);
  const then = wayOf(query.value);
  const next = () => {
    if (card.value === 2) go(then, { replace: true });
    else card.value += 1;
    requestAnimationFrame(() => document.querySelector<HTMLElement>("main h1")?.focus());
  };
  const Card = [Year, Speech, Privacy][card.value]!;
  return (
    <div class="sign-in welcome">
      <p class="when">{entryWords.value.step(card.value + 1)}</p>
      <Card onNext={next} />
      {card.value < 2 && (
        <button type="button" class="link" onClick={next}>
          {words.value.pass}
        </button>
      )}
    </div>
  );
}

interface Properties {
  onNext: () => void;
}

function Year({ onNext }: Properties) {
  const { yearTitle, yearLead, year: label, next, tooYoung } = entryWords.value;
  const year = useSignal(account().birth_year?.toString() ?? "");
  const fault = useSignal("");
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await changeNow({ birth_year: Number(year.value) });
      onNext();
    } catch (problem) {
      const isTooYoung = problem instanceof Refused && problem.problem.type === "/problems/below-minimum-age";
      fault.value = isTooYoung ? `${problem.problem.title} ${tooYoung}` : yearReason(problem);
    }
  };
  return (
    <form onSubmit={submit}>
      <h1 tabIndex={-1}>{yearTitle}</h1>
      <p class="lead">{yearLead}</p>
      <Field
        id="birth-year"
        label={label}
        value={year.value}
        onValue={(value) => (year.value = value)}
        fault={fault.value}
        input={{ inputMode: "numeric", pattern: "[0-9]{4}", required: true, maxLength: 4, autocomplete: "bday-year" }}
      />
      <button type="submit" class="button">
        {next}
      </button>
    </form>
  );
}

/** The server names the field: its sentence is about the year. */
function yearReason(problem: unknown): string {
  const [error] = problem instanceof Refused ? (problem.problem.errors ?? []) : [];
  return error ? `${entryWords.value.yearTitle} ${error.message}` : reasonOf(problem);
}

function Speech({ onNext }: Properties) {
  const { languageTitle, languageLead, next } = entryWords.value;
  return (
    <>
      <h1 tabIndex={-1}>{languageTitle}</h1>
      <p class="lead">{languageLead}</p>
      <Tongues />
      <button type="button" class="button" onClick={onNext}>
        {next}
      </button>
    </>
  );
}

const ICONS = ["lock", "shares", "door"];

function Privacy({ onNext }: Properties) {
  const { privateTitle, privateLines, privateUnder15, askParent, start } = entryWords.value;
  const isUnder15 = account().age_bracket === "under_15";
  return (
    <>
      <div class="horizon" aria-hidden="true" />
      <h1 tabIndex={-1}>{privateTitle}</h1>
      <ul class="promises">
        {privateLines.map((line, place) => (
          <li key={line}>
            <Icon name={ICONS[place]!} /> <span>{line}</span>
          </li>
        ))}
        {isUnder15 && (
          <li>
            <Icon name="people" />{" "}
            <span>
              {privateUnder15} <a href={`${BASE}/me/guardian`}>{askParent}</a>
            </span>
          </li>
        )}
      </ul>
      <button type="button" class="button" onClick={onNext}>
        {start}
      </button>
    </>
  );
}
