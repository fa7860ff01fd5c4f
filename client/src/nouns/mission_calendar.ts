/** The secret address at which a calendar finds my missions. */
import { get, type Schema, send } from "../core/api";

export type MissionCalendar = Schema["MissionCalendarRead"];

const path = "/v1/me/mission-calendar";

export const missionCalendar = () => get<MissionCalendar>(path);
/** An earlier address leads nowhere from then on. */
export const renewCalendar = () => send<MissionCalendar>("POST", path);
export const endCalendar = () => send("DELETE", path);
