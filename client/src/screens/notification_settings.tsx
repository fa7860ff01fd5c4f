/** How I hear of things: on the phone, by mail, and when not at all. */
import { words } from "../core/i18n";
import { type Preferences, preferences, saidOf, withSaid, write } from "../nouns/preferences";
import { Choice } from "../parts/choice";
import { Fault, SeenState, useAct, useSeen } from "../parts/seen";
import { say } from "../parts/toast";
import { accountWords } from "../words/account";
import { Calendar } from "./mission_calendar";
import { Quiet } from "./quiet_hours";
import "./account.css";

const RHYTHMS = ["daily", "weekly", "never"] as const;
const MAILS = [null, "now", "digest", "off"] as const;

export default function NotificationSettings() {
  const { beTold, beToldLead, onPhone, onPhoneHint, byMail, mails, rhythm, rhythms, byKind } = accountWords.value;
  const seen = useSeen("preferences", preferences);
  const { fault, act } = useAct();
  const all = seen.value.value;
  const save = async (next: Preferences) => {
    const before = seen.value.value!;
    seen.value.value = next;
    if (await act(() => write(next))) say(words.value.kept, () => void write(before).then(seen.again));
    else seen.value.value = before;
  };
  return (
    <>
      <h1>{beTold}</h1>
      <p class="lead">{beToldLead}</p>
      <Quiet />
      <SeenState of={seen} />
      <Fault text={fault.value} />
      {all && (
        <>
          <Choice
            label={onPhone}
            hint={onPhoneHint}
            checked={saidOf(all, null).push !== false}
            onChange={(checked) => void save(withSaid(all, null, { push: checked ? null : false }))}
          />
          <Chips
            legend={byMail}
            options={MAILS.map((name) => [name, mails[name ?? "usual"]!])}
            chosen={saidOf(all, null).email}
            onChoose={(email) => void save(withSaid(all, null, { email }))}
          />
          <Chips
            legend={rhythm}
            options={RHYTHMS.map((name) => [name, rhythms[name]!])}
            chosen={all.rhythm}
            onChoose={(name) => void save({ ...all, rhythm: name })}
          />
          <details>
            <summary>{byKind}</summary>
            <Kinds all={all} onChange={(next) => void save(next)} />
          </details>
        </>
      )}
      <Calendar />
    </>
  );
}

function Chips<T>(properties: {
  legend: string;
  options: [T, string][];
  chosen: unknown;
  onChoose: (name: T) => void;
}) {
  const { legend, options, chosen, onChoose } = properties;
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div class="chips">
        {options.map(([name, label]) => (
          <button key={label} type="button" aria-pressed={chosen === name} onClick={() => onChoose(name)}>
            {label}
          </button>
        ))}
      </div>
    </fieldset>
  );
}

function Kinds({ all, onChange }: { all: Preferences; onChange: (next: Preferences) => void }) {
  const { kinds, mails, mailWith, pushes, mailOf, pushOf } = accountWords.value;
  return (
    <ul class="rows">
      {all.defaults.map(({ type }) => {
        const { push, email } = saidOf(all, type);
        const name = kinds[type] ?? type;
        return (
          <li key={type}>
            <strong>{name}</strong>
            <div class="pair">
              <select
                aria-label={pushOf(name)}
                value={String(push)}
                onChange={({ currentTarget: { value } }) =>
                  onChange(withSaid(all, type, { push: value === "null" ? null : value === "true" }))
                }
              >
                {(["null", "true", "false"] as const).map((value) => (
                  <option key={value} value={value} selected={String(push) === value}>
                    {pushes[value]}
                  </option>
                ))}
              </select>
              <select
                aria-label={mailOf(name)}
                value={email ?? ""}
                onChange={({ currentTarget: { value } }) =>
                  onChange(withSaid(all, type, { email: (value || null) as (typeof MAILS)[number] }))
                }
              >
                {MAILS.map((value) => (
                  <option key={value} value={value ?? ""} selected={email === value}>
                    {mailWith(mails[value ?? "usual"]!)}
                  </option>
                ))}
              </select>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
