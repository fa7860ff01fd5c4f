/** Who came to an event: noted from its beginning on, also of members who did not register. */
import { useSignal } from "@preact/signals";
import { type Line, mark, type Sent } from "../../nouns/boards";
import { filesOf } from "../../nouns/files";
import { type Member, members } from "../../nouns/teams";
import { Trouble, useAsked } from "../../parts/asked";
import { Files } from "../../parts/files";
import { Select } from "../../parts/select";
import { at } from "../../parts/time";
import { say } from "../../parts/toast";
import { manageWords } from "../../words/manage";
import { writingWords } from "../../words/writing";

/** What an answer says of somebody who has no seat. */
const WITHOUT_SEAT: Record<string, string> = { declined: "excused", submitted: "waiting" };

interface Properties {
  mission: Sent;
  lines: Line[];
  onDone: () => Promise<void>;
}

export function AttendanceList({ mission, lines, onDone }: Properties) {
  const { attendance, attendanceLater, seats, noted, attendances, notRegistered, came, cameNot, rosterSeen } =
    writingWords.value;
  const { nobody, person, seen, answered } = manageWords.value;
  const fault = useSignal<unknown>(null);
  const event = mission.event!;
  const hasBegun = Date.parse(event.starts_at) <= Date.now() && mission.state !== "draft";
  const note = async (id: string, name: string, isThere: boolean) => {
    fault.value = null;
    try {
      await mark(mission.id, id, isThere ? "present" : "absent");
      say(noted(name));
      await onDone();
    } catch (problem) {
      fault.value = problem;
    }
  };
  const count = (states: string[]) => lines.filter((line) => states.includes(line.attendance ?? "")).length;
  return (
    <section class="one-column">
      <h2>{attendance}</h2>
      <p class="quiet">
        {hasBegun
          ? seats(count(["registered", "present", "absent"]), count(["present"]))
          : attendanceLater(at(event.starts_at))}
      </p>
      {fault.value !== null && <Trouble fault={fault.value} again={() => (fault.value = null)} />}
      <table class="sheet stack board">
        <thead>
          <tr>
            <th scope="col">{person}</th>
            <th scope="col">{answered}</th>
            {hasBegun && <th scope="col">{attendance}</th>}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ id, user, tags, attendance: state, state: answer, seen_at }) => {
            const name = user.display_name ?? nobody;
            return (
              <tr key={id}>
                <th scope="row">
                  <span dir="auto">{name}</span>
                  {tags.length > 0 && <small>{tags.join(", ")}</small>}
                </th>
                <td>
                  <span class={`badge ${state === "present" ? "strong" : ""}`}>
                    {attendances[state ?? WITHOUT_SEAT[answer] ?? ""] ?? notRegistered}
                  </span>
                  {!state && seen_at && <small>{seen}</small>}
                </td>
                {hasBegun && (
                  <td>
                    <fieldset class="chips">
                      <legend class="unseen">{name}</legend>
                      <button
                        type="button"
                        aria-pressed={state === "present"}
                        onClick={() => void note(user.id, name, true)}
                      >
                        {came}
                      </button>
                      <button
                        type="button"
                        aria-pressed={state === "absent"}
                        onClick={() => void note(user.id, name, false)}
                      >
                        {cameNot}
                      </button>
                    </fieldset>
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
      {lines.length > 0 && (
        <Files
          path={filesOf.attendances(mission.id)}
          suffixes={["ods", "csv"]}
          name={`${attendance} ${mission.title}`}
        />
      )}
      {lines.length > 0 && <p class="hint">{rosterSeen}</p>}
      {hasBegun && event.walk_ins && (
        <WalkIn mission={mission} lines={lines} onAdd={(id, name) => note(id, name, true)} />
      )}
    </section>
  );
}

interface WalkInProperties {
  mission: Sent;
  lines: Line[];
  onAdd: (id: string, name: string) => Promise<void>;
}

function WalkIn({ mission, lines, onAdd }: WalkInProperties) {
  const { someoneElse, addThem, nobodyElse } = writingWords.value;
  const { nobody } = manageWords.value;
  const chosen = useSignal("");
  const asked = useAsked(() => members(mission.community_id, "state=active"), [mission.community_id]);
  const listed = new Set(lines.map(({ user }) => user.id));
  const others = (asked.value.value ?? []).filter(({ user }: Member) => !listed.has(user.id));
  const name = others.find(({ user }) => user.id === chosen.value)?.user.display_name ?? nobody;
  if (asked.value.value && !others.length) return <p class="quiet">{nobodyElse}</p>;
  const add = (event: Event) => {
    event.preventDefault();
    if (chosen.value) void onAdd(chosen.value, name).then(() => (chosen.value = ""));
  };
  return (
    <form onSubmit={add}>
      <Select
        id="walk-in"
        label={someoneElse}
        value={chosen.value}
        none="–"
        options={others.map(({ user }) => [user.id, user.display_name ?? nobody] as const)}
        onValue={(value) => (chosen.value = value)}
      />
      <button type="submit" class="button plain" disabled={!chosen.value}>
        {addThem}
      </button>
    </form>
  );
}
