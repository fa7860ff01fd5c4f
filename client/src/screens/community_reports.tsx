/** The reports that a community published for everybody. */
import { publicPage } from "../nouns/communities";
import { SeenState, useSeen } from "../parts/seen";
import { day } from "../parts/time";
import { togetherWords } from "../words/together";

export default function CommunityReports({ id }: { id: string }) {
  const { reports, reportsLead, noReport, reportOf } = togetherWords.value;
  const seen = useSeen(`reports ${id}`, () => publicPage(id).then((page) => page.reports));
  return (
    <>
      <h1>{reports}</h1>
      <p class="lead">{reportsLead}</p>
      <SeenState of={seen} />
      {seen.value.value?.length === 0 && <p class="quiet">{noReport}</p>}
      <ul class="lines">
        {seen.value.value?.map(({ title, url, language, starts_on, ends_on }) => (
          <li key={url}>
            <a href={url}>
              <span>
                <strong lang={language} dir="auto">
                  {title}
                </strong>{" "}
                <small class="when">{reportOf(day(starts_on), day(ends_on))}</small>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
