/** One report: its figures of today with what they count, what it shows, and the way to its publication. */
import { useSignal } from "@preact/signals";
import type { Figures, Report } from "../../nouns/reports";
import { figures, report } from "../../nouns/reports";
import { type Community, community as readCommunity } from "../../nouns/teams";
import { Outcome, useAsked } from "../../parts/asked";
import { day } from "../../parts/time";
import { BASE } from "../../router";
import { reportWords } from "../../words/reports";
import { ReportActs } from "./report_acts";
import { FigureTable } from "./report_figures";
import { Heading } from "./report_heading";
import { Sections } from "./report_sections";

interface Known {
  found: Report;
  numbers: Figures;
  community: Community;
}

async function read(id: string, community_id: string): Promise<Known> {
  const [found, numbers, community] = await Promise.all([report(id), figures(id), readCommunity(community_id)]);
  return { found, numbers, community };
}

export default function ReportScreen({ community, id }: { community: string; id: string }) {
  const { back, aReport, states, period, editionNumber, figures: label } = reportWords.value;
  const asked = useAsked(() => read(id, community), [id, community]);
  const isTouched = useSignal(false); // what is typed and not kept would not be in what is validated
  return (
    <div class="wide">
      <p class="when">
        <a href={`${BASE}/manage/${community}/reports`}>{back}</a>
      </p>
      {!asked.value.value && <h1>{aReport}</h1>}
      <Outcome asked={asked}>
        {({ found, numbers, community: home }) => (
          <div class="one-column">
            <h1 dir="auto">{found.title}</h1>
            <p class="quiet">
              {states[found.state]} · {period(day(found.starts_on), day(found.ends_on))}
              {found.edition && <> · {editionNumber(found.edition)}</>}
            </p>
            <ReportActs report={found} community={home} isTouched={isTouched.value} onDone={asked.again} />
            <Heading key={`heading ${found.version}`} report={found} isTouched={isTouched.value} onDone={asked.again} />
            <Sections key={found.version} report={found} isTouched={isTouched} onDone={asked.again} />
            <h2>{label}</h2>
            <FigureTable figures={numbers.figures} />
          </div>
        )}
      </Outcome>
    </div>
  );
}
