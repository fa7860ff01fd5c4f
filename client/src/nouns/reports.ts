/** Reports of programmes and of communities: written by a team, computed by the server, published in editions. */
import { get, getAll, type Schema, send } from "../core/api";

export type Report = Schema["ProgrammeReportRead"];
export type Section = Schema["WrittenSection"];
export type Kind = Schema["ReportSectionKind"];
export type Figure = Schema["FigureRead"];
export type Figures = Schema["ReportFiguresRead"];
export type Edition = Schema["ReportEditionRead"];
export type EditionSection = Schema["ReportEditionSectionRead"];
export type Check = Schema["ReportCheckRead"];
export type Granted = Schema["GrantedReportRead"];
type Access = Schema["GrantRead"];

const path = (id: string) => `/v1/reports/${id}`;

export const reportsOf = (community: string) => getAll<Report>(`/v1/communities/${community}/reports`);
export const grantedTo = (community: string) => getAll<Granted>(`/v1/communities/${community}/granted-reports`);
export const report = (id: string) => get<Report>(path(id));
export const figures = (id: string) => get<Figures>(`${path(id)}/figures`);
export const putReport = (id: string, body: Schema["ProgrammeReportWrite"]) => send<Report>("PUT", path(id), body);
export const changeReport = ({ id, version }: Report, change: Schema["ProgrammeReportPatch"]) =>
  send<Report>("PATCH", path(id), change, version);
export const validate = ({ id }: Report) => send<Report>("PUT", `${path(id)}/validation`);
export const publish = ({ id }: Report) => send<Report>("PUT", `${path(id)}/publication`);
export const withdraw = ({ id }: Report) => send("DELETE", `${path(id)}/publication`);
export const edition = (id: string, number: number) => get<Edition>(`${path(id)}/editions/${number}`);
export const check = (id: string, number: number) => get<Check>(`${path(id)}/editions/${number}/check`);

/** To whom a report is given: whoever has the link, or another community, such as the Region. */
export type To = { type: "link" } | { type: "community"; id: string };

const YEARS = 3;

/** It is the community that gives, and no person’s thing: a manager decides. */
export function giveReport(id: string, report_id: string, audience: To): Promise<Access> {
  const end = new Date();
  end.setFullYear(end.getFullYear() + YEARS);
  end.setDate(end.getDate() - 1);
  return send<Access>("POST", "/v1/grants", {
    id,
    target: { type: "report", id: report_id },
    audience,
    purpose: "publication",
    rights: ["view"],
    ends_at: end.toISOString(),
  });
}
