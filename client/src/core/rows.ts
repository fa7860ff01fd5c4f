/** The things of a kind in memory: by their id, and in one order. A change touches its own row alone. */
import { computed, signal } from "@preact/signals";
import type { Item, Noun } from "./items";

/** What stands first: the moment that was lived last. Other kinds stand as they were made. */
export function rankOf({ type, local }: Item): number {
  if (type !== "experience") return 0;
  return -Date.parse((local?.lived_at as string | undefined) ?? "") || 0;
}

interface Place {
  item: Item;
  rank: number;
}

const placeOf = (item: Item): Place => ({ item, rank: rankOf(item) });

const isBefore = (one: Place, other: Place) =>
  one.rank < other.rank || (one.rank === other.rank && one.item.key < other.item.key);

/** Where a row stands, or would stand. */
function placeIn(places: Place[], place: Place): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(places[middle]!, place)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class Rows {
  /** Until it is read from the phone, nobody knows. */
  readonly isRead = signal(false);
  readonly present = computed(() => this.places.value.flatMap(({ item }) => (item.deleted ? [] : item)));
  readonly departing = computed(() => this.places.value.flatMap(({ item }) => (item.deleted ? item : [])));
  private readonly places = signal<Place[]>([]);
  private byId = new Map<string, Place>();
  private coming = this.byId; // those read so far, while all are read
  private lastRead: Promise<unknown> = Promise.resolve();

  get(id: string): Item | undefined {
    void this.places.value; // whoever asks is told of a change
    return this.byId.get(id)?.item;
  }

  /** One reading after another: an older one never stands over a newer one. */
  read(reading: () => Promise<void>): Promise<void> {
    const mine = this.lastRead.then(reading);
    this.lastRead = mine.catch(() => undefined);
    return mine;
  }

  /** All of them, as they come: what is written between two portions stands among them. */
  async fill(portions: AsyncIterable<Item[]> | Iterable<Item[]>): Promise<void> {
    const coming = new Map<string, Place>();
    this.coming = coming;
    for await (const items of portions) for (const item of items) coming.set(item.id, placeOf(item));
    this.stand(coming);
    this.isRead.value = true;
  }

  /** Some of them, while the others are read. */
  show(items: Item[]): void {
    this.stand(new Map(items.map((item) => [item.id, placeOf(item)])));
  }

  private stand(byId: Map<string, Place>): void {
    this.byId = byId;
    this.places.value = [...byId.values()].sort((one, other) => (isBefore(one, other) ? -1 : 1));
  }

  /** Some of them; undefined: it is there no more. */
  patch(changes: Map<string, Item | undefined>): void {
    const places = [...this.places.value];
    for (const [id, item] of changes) {
      const before = this.byId.get(id);
      if (before) places.splice(placeIn(places, before), 1);
      this.byId.delete(id);
      this.coming.delete(id);
      if (!item) continue;
      const place = placeOf(item);
      this.byId.set(id, place);
      this.coming.set(id, place);
      places.splice(placeIn(places, place), 0, place);
    }
    this.places.value = places;
  }
}

/** What was changed, by its keys or its whole kind, kind by kind; null: all of a kind. */
export function byKind(changes: Iterable<string>): Map<Noun, string[] | null> {
  const kinds = new Map<Noun, string[] | null>();
  for (const change of changes) {
    const [noun, id] = change.split(":") as [Noun, string | undefined];
    const ids = kinds.get(noun);
    if (id === undefined) kinds.set(noun, null);
    else if (ids) ids.push(id);
    else if (ids === undefined) kinds.set(noun, [id]);
  }
  return kinds;
}
