/** The reports of a community, a new one, and those that others gave to it. */
import { type Programme, programmesOf } from "../../nouns/programmes";
import type { Granted, Report } from "../../nouns/reports";
import { grantedTo, reportsOf } from "../../nouns/reports";
import { Outcome, useAsked } from "../../parts/asked";
import { day } from "../../parts/time";
import { BASE } from "../../router";
import { reportWords } from "../../words/reports";
import { Frame } from "./frame";
import { NewReport } from "./report_new";

export default function Reports({ community }: { community: string }) {
  return (
    <Frame id={community} at="reports">
      {() => <List community={community} />}
    </Frame>
  );
}

interface Known {
  reports: Report[];
  received: Granted[];
  programmes: Programme[];
}

async function read(community: string): Promise<Known> {
  const [reports, received, programmes] = await Promise.all([
    reportsOf(community),
    grantedTo(community).catch(() => []), // managers alone
    programmesOf(community),
  ]);
  return { reports, received, programmes };
}

function List({ community }: { community: string }) {
  const { none, newReport, received: receivedLabel, receivedFrom } = reportWords.value;
  const asked = useAsked(() => read(community), [community]);
  return (
    <div class="one-column">
      <Outcome asked={asked}>
        {({ reports, received, programmes }) => (
          <>
            {reports.length === 0 && <p class="quiet">{none}</p>}
            <ul class="lines">
              {reports.map((one) => (
                <li key={one.id}>
                  <Line report={one} />
                </li>
              ))}
            </ul>
            <details open={reports.length === 0}>
              <summary>{newReport}</summary>
              <NewReport community={community} programmes={programmes} />
            </details>
            {received.length > 0 && <h2>{receivedLabel}</h2>}
            <ul class="lines">
              {received.map(({ id, title, community: giver, edition }) => (
                <li key={id}>
                  <a href={`${BASE}/manage/${community}/reports/${id}/editions/${edition}`}>
                    <span dir="auto">{title}</span> <em>{receivedFrom(giver.name)}</em>
                  </a>
                </li>
              ))}
            </ul>
          </>
        )}
      </Outcome>
    </div>
  );
}

function Line({ report: { id, community_id, title, starts_on, ends_on, state } }: { report: Report }) {
  const { period, states } = reportWords.value;
  return (
    <a href={`${BASE}/manage/${community_id}/reports/${id}`}>
      <span>
        <strong dir="auto">{title}</strong> <small class="when">{period(day(starts_on), day(ends_on))}</small>
      </span>
      <em>{states[state]}</em>
    </a>
  );
}
