/** A server for tests: versions, remembered operations, uploads and a feed, as the service has them. */
import type { Data, Operation } from "../core/db";

interface Row {
  type: string;
  id: string;
  data: Data | null; // null: deleted
  version: number;
  bornAs: string;
  place: number; // in the feed
}
interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

const digest = (value: unknown) => JSON.stringify(value);
const problem = (status: number, more: Data = {}): Answer => ({
  status,
  body: { title: `problem ${status}`, status, ...more },
});

export class Server {
  rows = new Map<string, Row>();
  uploads = new Map<string, { size: number; received: number }>();
  remembered = new Map<string, string>();
  resets = 0; // cursors from before are too old
  private place = 0;

  row = (type: string, id: string) => this.rows.get(`${type}:${id}`);
  present = (type: string) =>
    [...this.rows.values()].filter((row) => row.type === type && row.data && !row.data.trashed_at);

  /** Write as somebody's other phone does. */
  write(type: string, id: string, change: Data): Data {
    const row = this.row(type, id) ?? { type, id, data: {}, version: 0, bornAs: "", place: 0 };
    row.version += 1;
    row.place = ++this.place;
    row.data = { ...row.data, ...change, id, version: row.version };
    this.rows.set(`${type}:${id}`, row);
    return row.data;
  }

  remove(type: string, id: string): Answer {
    const row = this.row(type, id)!;
    if (type === "experience") this.write(type, id, { trashed_at: "2026-11-28T00:00:00Z" });
    else Object.assign(row, { data: null, version: row.version + 1, place: ++this.place });
    return { status: 204 };
  }

  answer(method: string, path: string, body: Data, headers: Headers): Answer {
    const { pathname, searchParams } = new URL(path, "https://example.org");
    const [, , noun, id, act] = pathname.split("/");
    if (noun === "sessions") return { status: 200, body: { access_token: "t", expires_in: 600, media_url: "" } };
    if (noun === "uploads") return this.upload(method, id!, body.size as number, headers);
    if (noun === "grants") return this.row("grant", id!)?.data ? this.remove("grant", id!) : problem(404);
    if (act === "restoration") return { status: 200, body: this.write("experience", id!, { trashed_at: null }) };
    if (method === "GET") return this.changes(searchParams.get("cursor"));
    const results = (body.operations as Operation[]).map((operation) => {
      const { status, body: said } = this.apply(operation);
      return status < 300 ? { status, data: said ?? null } : { status, problem: said };
    });
    return { status: 200, body: { results } };
  }

  private apply({ op, type, id, if_match, data = {} }: Operation): Answer {
    if (digest(data).includes("late")) return problem(500);
    if (digest(data).includes("refused")) return problem(422, { errors: [{ pointer: "/data/text" }] });
    const row = this.row(type, id);
    const key = `${type} ${id} ${if_match}`;
    if (!row?.data) {
      if (op === "delete") return row ? { status: 204 } : problem(404);
      if (op === "patch" || row) return problem(404);
      const made = this.write(type, id, type === "media" ? this.declare(id, data) : data);
      this.row(type, id)!.bornAs = digest(data);
      return { status: 201, body: { ...made } };
    }
    if (op === "put" && if_match == null && row.bornAs === digest(data)) return { status: 201, body: { ...row.data } };
    if (if_match !== row.version) {
      if (op === "delete" && row.data.trashed_at) return { status: 204 };
      if (op !== "delete" && if_match != null && this.remembered.get(key) === digest(data))
        return { status: 200, body: { ...row.data } };
      return problem(if_match == null ? 428 : 412, { current: { ...row.data } });
    }
    if (op === "delete") return this.remove(type, id);
    this.remembered.set(key, digest(data));
    return { status: 200, body: { ...this.write(type, id, data) } };
  }

  private declare(id: string, data: Data): Data {
    this.uploads.set(id, { size: data.size as number, received: 0 });
    return { ...data, upload_url: `/v1/uploads/${id}` };
  }

  private upload(method: string, id: string, size: number, headers: Headers): Answer {
    const file = this.uploads.get(id)!;
    if (method === "PATCH") {
      if (Number(headers.get("Upload-Offset")) !== file.received) return problem(409);
      file.received += size;
    }
    return { status: 204, headers: { "Upload-Offset": String(file.received) } };
  }

  private changes(cursor: string | null): Answer {
    const [age, place] = (cursor ?? `${this.resets} 0`).split(" ").map(Number);
    if (age !== this.resets) return problem(410);
    const later = [...this.rows.values()].filter((row) => row.place > place!).sort((a, b) => a.place - b.place);
    const page = later.slice(0, 3);
    const changes = page.map(({ type, id, data }) => {
      const isGone = !data || Boolean(data.trashed_at);
      return { type, id, deleted: isGone, data: isGone ? null : { ...data } };
    });
    const next_cursor = `${age} ${page.at(-1)?.place ?? place}`;
    return { status: 200, body: { changes, next_cursor, has_more: later.length > page.length } };
  }
}
