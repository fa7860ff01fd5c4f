/** The day of an event, while it is written. */
import type { components } from "api";
import { send } from "../core/api";
import { onClock, toInstant } from "../core/clock";
import { uuid7 } from "../core/ids";

type Schema = components["schemas"];

export interface WrittenHour {
  key: string;
  at: string; // 09:30
  title: string;
  by: string;
}

export interface WrittenEvent {
  starts_at: string; // of the form, on the clock of this place
  ends_at: string;
  label: string;
  address: string;
  online_url: string;
  capacity: string;
  walk_ins: boolean;
  waiting_list: boolean;
  certificate: boolean;
  agenda: WrittenHour[];
}

export const hour = (at = ""): WrittenHour => ({ key: uuid7(), at, title: "", by: "" });

export const blankEvent = (): WrittenEvent => ({
  starts_at: "",
  ends_at: "",
  label: "",
  address: "",
  online_url: "",
  capacity: "",
  walk_ins: true,
  waiting_list: true,
  certificate: false,
  agenda: [],
});

export function eventOf(event: WrittenEvent): Schema["EventForm"] {
  const { starts_at, ends_at, label, address, online_url, capacity, walk_ins, waiting_list, certificate, agenda } =
    event;
  return {
    starts_at: toInstant(starts_at)!,
    ends_at: toInstant(ends_at)!,
    place: { label: label.trim(), address: address.trim() || null, online_url: online_url.trim() || null },
    capacity: Number(capacity) || null,
    walk_ins,
    waiting_list,
    certificate,
    agenda: agenda
      .filter(({ at, title }) => at && title.trim())
      .map(({ at, title, by }) => ({
        starts_at: toInstant(`${starts_at.slice(0, 10)}T${at}`)!,
        title: title.trim(),
        by: by.trim() || null,
      })),
  };
}

export const eventIn = (form: Schema["EventFormRead"]): WrittenEvent => ({
  starts_at: onClock(form.starts_at),
  ends_at: onClock(form.ends_at),
  label: form.place.label,
  address: form.place.address ?? "",
  online_url: form.place.online_url ?? "",
  capacity: form.capacity?.toString() ?? "",
  walk_ins: form.walk_ins,
  waiting_list: form.waiting_list,
  certificate: form.certificate,
  agenda: form.agenda.map(({ starts_at, title, by }) => ({
    ...hour(onClock(starts_at).slice(11)),
    title,
    by: by ?? "",
  })),
});

/** Once it is open, these may still change; whoever registered is told. */
export function moveEvent({ id, version }: Schema["MissionRead"], event: WrittenEvent) {
  const { starts_at, ends_at, place, agenda } = eventOf(event);
  const change = { event: { starts_at, ends_at, place, agenda } } as Schema["MissionPatch"]; // a merge patch
  return send<Schema["MissionRead"]>("PATCH", `/v1/missions/${id}`, change, version);
}

export type EventLack = "times" | "order" | "place" | "online";

export function eventLacks({ starts_at, ends_at, label, online_url }: WrittenEvent): EventLack[] {
  const lacking: EventLack[] = [];
  if (!starts_at || !ends_at) lacking.push("times");
  else if (ends_at <= starts_at) lacking.push("order");
  if (!label.trim()) lacking.push("place");
  if (online_url.trim() && !online_url.trim().startsWith("https://")) lacking.push("online");
  return lacking;
}
