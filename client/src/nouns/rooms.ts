/** Rooms that I run: what is on the wall, who is in, what waits; and how they go on. */
import type { components } from "api";
import { get, getAll, send } from "../core/api";
import { call } from "../core/session";

type Schema = components["schemas"];
export type Room = Schema["RoomRead"];
export type Live = Schema["RoomLiveRead"];
export type Phase = Live["scene"]["phase"];
export type Idea = Live["proposals"]["items"][number];
export type Asked = NonNullable<Live["missions"]>[number];

const POLL = 2_000; // milliseconds between two questions where streams are cut
const path = (id: string) => `/v1/rooms/${id}`;

export const roomsIn = (community: string) => getAll<Room>(`/v1/communities/${community}/rooms`);
export const room = (id: string) => get<Room>(path(id));
export const live = (id: string) => get<Live>(`${path(id)}/live`);

/** Under the same id it is made once, however often it is tried. */
export const putRoom = (id: string, body: Schema["RoomWrite"]) => send<Room>("PUT", path(id), body);
export const open = (id: string) => send<Room>("PUT", `${path(id)}/opening`);
export const close = (id: string) => send<Room>("PUT", `${path(id)}/closing`);
export const setDoor = (id: string, door: Room["door"]) => send<Room>("PUT", `${path(id)}/door`, { door });
export const countHeads = (id: string, people: number) => send<Room>("PUT", `${path(id)}/head-count`, { people });
export const openWall = (id: string) => send<Schema["WallRead"]>("POST", `${path(id)}/walls`);
export const makeTickets = (id: string, number: number) =>
  send<Schema["TicketsRead"]>("POST", `${path(id)}/tickets`, { number });
export const closeWalls = (id: string) => send("DELETE", `${path(id)}/walls`);

export interface Decision {
  decision: "approve" | "set_aside" | "merge";
  reason?: string;
  into?: string;
}

/** Of the version that was read: another one is refused. */
export const decide = ({ id, version }: Idea, decision: Decision) =>
  send("PUT", `/v1/proposals/${id}/review`, decision, version);

export interface Step {
  phase: Phase;
  mission: Asked | null;
  seconds: number | null; // how long it usually takes
}

/** Of the version that was read: of two who drive, the second is told. */
export const show = (id: string, version: number, { phase, mission, seconds }: Step, message: string) =>
  send<Room>(
    "PUT",
    `${path(id)}/scene`,
    { phase, mission_id: mission?.id ?? null, seconds, message: message.trim() || null },
    version,
  );

const BY_KIND: Record<string, [Phase, number | null][]> = {
  survey: [
    ["ask", 300],
    ["results", null],
  ],
  proposal: [
    ["ask", 480],
    ["reveal", null],
  ],
  ballot: [
    ["vote", 60],
    ["results", null],
  ],
};

/** The running order: a welcome, each mission in its phases, thanks. */
export function order(missions: Asked[]): Step[] {
  const parts = missions.flatMap((mission) =>
    (BY_KIND[mission.kind] ?? [["ask", null]]).map(([phase, seconds]) => ({ phase, mission, seconds })),
  );
  return [
    { phase: "welcome", mission: null, seconds: null },
    ...parts,
    { phase: "thanks", mission: null, seconds: null },
  ];
}

export const isAt = ({ phase, mission }: Step, { scene }: Live) =>
  phase === scene.phase && (mission?.id ?? null) === (scene.mission?.id ?? null);

/** What the stream said, put into what is known. */
function take(known: Live, name: string, data: any): Live {
  if (name === "scene") return { ...known, scene: data, now: data.now };
  if (name !== "proposals") return { ...known, [name]: data };
  const changed = new Map((data.items as Idea[]).map((item) => [item.id, item]));
  const gone = new Set([...(data.removals as string[]), ...changed.keys()]);
  const items = [...changed.values(), ...known.proposals.items.filter(({ id }) => !gone.has(id))];
  return { ...known, proposals: { items, removals: [], total: data.total } };
}

/** Hear of a room until `end` says so: by its stream, and by asking now and then where streams are cut. */
export async function listen(id: string, hear: (live: Live, isConnected: boolean) => void, end: AbortSignal) {
  let known = await live(id);
  while (!end.aborted) {
    hear(known, true);
    try {
      const answer = await call(`${path(id)}/stream`, { signal: end });
      const reader = answer.ok && answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (let part = reader && (await reader.read()); part && !part.done; part = reader && (await reader.read())) {
        const events = `${rest}${part.value}`.split("\n\n");
        rest = events.pop() ?? "";
        for (const event of events) {
          const [name, data, version] = [/^event: (.*)$/m, /^data: (.*)$/m, /^id: (.*)$/m].map(
            (is) => is.exec(event)?.[1],
          );
          if (name && data && name !== "closed")
            known = { ...take(known, name, JSON.parse(data)), version: Number(version) };
        }
        hear(known, true);
      }
    } catch {
      // what follows asks again
    }
    if (end.aborted) return;
    await new Promise((resolve) => setTimeout(resolve, POLL));
    const now = await live(id).catch(() => null);
    known = now ?? known;
    if (!now) hear(known, false);
  }
}
