/** Files that the server makes of what it knows; the end of their address says which. */
import { getFile } from "../core/api";

const TYPES = {
  pdf: "application/pdf",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
  csv: "text/csv",
  ics: "text/calendar",
  svg: "image/svg+xml",
} as const;
export type Suffix = keyof typeof TYPES;

export const fileAt = (path: string, suffix: Suffix, query = "") => getFile(`${path}.${suffix}${query}`, TYPES[suffix]);

export const filesOf = {
  event: (mission: string) => `/v1/missions/${mission}/event`,
  certificate: (mission: string) => `/v1/missions/${mission}/certificate`,
  attendances: (mission: string) => `/v1/missions/${mission}/attendances`,
  results: (mission: string) => `/v1/missions/${mission}/results`,
  kit: (programme: string) => `/v1/programmes/${programme}/kit`,
  plan: (community: string) => `/v1/communities/${community}/plan`,
  tree: (community: string) => `/v1/communities/${community}/tree`,
  edition: (report: string, number: number) => `/v1/reports/${report}/editions/${number}`,
};
