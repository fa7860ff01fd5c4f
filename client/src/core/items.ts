/** What stands on the phone: things in their three states, and files. */
export type Noun =
  | "experience"
  | "media"
  | "journal"
  | "story"
  | "mission"
  | "response"
  | "talent"
  | "portrait"
  | "grant"
  | "user"
  | "notification"
  | "membership"
  | "grant_request"
  | "comment"
  | "endorsement"
  | "proposal"
  | "programme"
  | "reading"; // what was read here of the notifications: it goes to the server, and does not come back
export type Data = Record<string, unknown>;
export type Change = Data | ((local: Data) => Data);

/** What the server said of a refusal: RFC 9457. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  errors?: { pointer: string; code: string; message: string }[];
  current?: Data;
}

/** Two versions of which both had changed a field: what stands now, and what the other said. */
export interface Version {
  at: number;
  mine: Data;
  theirs: Data;
  fields: string[];
}

/** What is asked of the server for a thing. */
export interface Operation {
  op: "put" | "patch" | "delete";
  type: Noun;
  id: string;
  if_match?: number | null;
  data?: Data;
}

/** A thing in its three states: what the server said, what my edit began from, what I see. */
export interface Item {
  key: string;
  type: Noun;
  id: string;
  server: Data | null;
  base: Data | null;
  local: Data | null;
  dirty: 0 | 1;
  deleted: 0 | 1;
  touched_at: number;
  problem?: Problem | undefined;
  versions?: Version[];
  stale?: 1 | undefined; // all comes anew, and this has not come yet
  attempt?: { operation: Operation; local: Data | null } | undefined; // sent, and not answered: it is repeated as it was
  restore?: 1 | undefined; // it was put into the bin elsewhere, and edited here
  held?: number; // until when what is deleted is not sent: there is a way back
  edited?: 0 | 1; // of what is deleted: whether it had waited
}

export type FileState = "recording" | "waiting" | "declared" | "sent" | "refused" | "lost" | "held"; // until there is Wi-Fi

/** A file of mine. Its parts stand in `parts` while it is recorded. */
export interface KeptFile {
  id: string;
  blob: Blob;
  kind: "photo" | "audio" | "video" | "document";
  content_type: string;
  sha256?: string | undefined;
  state: FileState;
  upload_url?: string | undefined;
  sent: number;
  problem?: Problem | undefined;
  replaces?: string; // the whole photo, whose light copy went before under that id
  tries?: number; // of taking its place
  failures?: number | undefined; // of sending it
}
