/** People who granted me something. What they show is read when it is opened, stands in memory, and is kept nowhere. */
import type { components } from "api";
import { get, getAll, type Page, send } from "../core/api";

type Schema = components["schemas"];
export type Beneficiary = Schema["BeneficiaryRead"];
export type Given = Schema["GivenRead"];
export type Story = Schema["StoryDetailRead"];
export type Portrait = Schema["SharedPortraitDetailRead"];
export type Moment = Schema["ExperienceRead"];
export type Talent = Schema["TalentRead"];
export type Comment = Schema["CommentRead"];
export type Request = Schema["GrantRequestDetailRead"];

export const beneficiaries = () => getAll<Beneficiary>("/v1/beneficiaries");
export const beneficiary = (id: string) => get<Beneficiary>(`/v1/beneficiaries/${id}`);
export const giveBack = (id: string) => send("DELETE", `/v1/beneficiaries/${id}`);

/** Those whose access ends first come first; those without an end last. */
const endOf = ({ grants }: Beneficiary) => grants.map(({ ends_at }) => ends_at ?? "9").sort()[0] ?? "9";
export const byEnd = (all: Beneficiary[]) => [...all].sort((one, other) => endOf(one).localeCompare(endOf(other)));
export const nextEnd = (person: Beneficiary) => (endOf(person) === "9" ? null : endOf(person));

const SOON = 30 * 86_400_000; // milliseconds
export const endsSoon = (instant: string | null) => instant !== null && Date.parse(instant) - Date.now() < SOON;

export type Opened =
  | { type: "story"; story: Story }
  | { type: "portrait"; portrait: Portrait }
  | { type: "experience"; moment: Moment }
  | { type: "experiences"; moments: Page<Moment> }
  | { type: "talents"; talents: Talent[] };

/** Open what was granted. Each reading is written down for the person. */
export async function open(person: string, { target: { type, id } }: Given): Promise<Opened> {
  if (type === "story") return { type, story: await get<Story>(`/v1/stories/${id}`) };
  if (type === "portrait") return { type, portrait: await get<Portrait>(`/v1/portraits/${id}`) };
  if (type === "experience") return { type, moment: await get<Moment>(`/v1/experiences/${id}`) };
  if (type === "experiences") return { type, moments: await more(person) };
  return { type: "talents", talents: await getAll<Talent>(`/v1/talents?user_id=${person}`) };
}

export const more = (person: string, cursor?: string) =>
  get<Page<Moment>>(`/v1/experiences?user_id=${person}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);

const about = (person: string, { target: { type, id } }: Given) => (id ? { type, id } : { type, user_id: person });

/** What I said of it. The person reads each one. */
export function comments(person: string, given: Given): Promise<Comment[]> {
  const { type, id } = given.target;
  const what = id ? `&target_id=${id}` : "";
  return getAll<Comment>(`/v1/comments?scope=written&target_type=${type}${what}&user_id=${person}`);
}

export const comment = (person: string, given: Given, text: string) =>
  send<Comment>("POST", "/v1/comments", { target: about(person, given), text });
export const takeBack = (id: string) => send("DELETE", `/v1/comments/${id}`);

type Extract = Schema["ExtractRead"];
const PARTS = ["stories", "portraits", "talents", "experiences"] as const;

/** All that may be taken along, page after page, in one file. */
export async function extract(person: string): Promise<Blob> {
  let whole: Extract | null = null;
  let cursor: string | null = null;
  do {
    const mark: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
    const page: Extract = await get<Extract>(`/v1/beneficiaries/${person}/extract?limit=100${mark}`);
    if (whole) for (const part of PARTS) (whole[part] as unknown[]).push(...page[part]);
    else whole = page;
    cursor = page.next_cursor;
  } while (cursor);
  return new Blob([JSON.stringify(whole, null, 1)], { type: "application/json" });
}

export const ask = (body: Schema["GrantRequestWrite"]) => send<Request>("POST", "/v1/grant-requests", body);
export const asked = () => getAll<Request>("/v1/grant-requests?scope=sent&state=pending");
export const withdraw = (id: string) => send("PUT", `/v1/grant-requests/${id}/withdrawal`);
