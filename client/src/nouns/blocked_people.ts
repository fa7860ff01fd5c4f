/** The people whom I blocked: they ask me nothing, and say nothing of what is mine. */
import { getAll, type Schema, send } from "../core/api";

export type Blocked = Schema["BlockedPersonRead"];

const path = "/v1/me/blocked-people";

export const blockedPeople = () => getAll<Blocked>(path);
export const unblock = ({ id }: Blocked) => send("DELETE", `${path}/${id}`);
