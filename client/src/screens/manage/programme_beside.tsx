/** What belongs to a programme besides its steps: the rooms of its days, its plan, its reports. */
import { words } from "../../core/i18n";
import type { Report } from "../../nouns/reports";
import type { Room } from "../../nouns/rooms";
import { BASE } from "../../router";
import { choiceWords } from "../../words/choices";
import { reportWords } from "../../words/reports";
import { roomWords } from "../../words/rooms";

export function Beside({ community, rooms, reports }: { community: string; rooms: Room[]; reports: Report[] }) {
  const { roomCalled, roomStates } = roomWords.value;
  const base = `${BASE}/manage/${community}`;
  return (
    <ul class="lines">
      {rooms.map(({ id, code, state }) => (
        <li key={id}>
          <a href={`${base}/rooms/${id}`}>
            <span>{roomCalled(code)}</span> <em>{roomStates[state]}</em>
          </a>
        </li>
      ))}
      <li>
        <a href={`${base}/plan`}>
          <span>{choiceWords.value.plan}</span>
        </a>
      </li>
      {reports.map(({ id, title, state }) => (
        <li key={id}>
          <a href={`${base}/reports/${id}`}>
            <span dir="auto">{words.value.labelled(reportWords.value.aReport, title)}</span>{" "}
            <em>{reportWords.value.states[state]}</em>
          </a>
        </li>
      ))}
    </ul>
  );
}
