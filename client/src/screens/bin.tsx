/** The bin: what was deleted, and comes back for thirty days. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { get, send } from "../core/api";
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { Offline } from "../core/refusals";
import type { Card } from "../nouns/experiences";
import { run } from "../sync/runs";

export default function Bin() {
  const { bin, emptyBin, restore, needsNetwork, tag } = words.value;
  const trashed = useSignal<Card[] | null>(null);
  const fault = useSignal("");
  const fail = (problem: unknown) =>
    (fault.value = problem instanceof Offline ? needsNetwork : (problem as Error).message);
  const load = () =>
    void get<{ items: Card[] }>("/v1/experiences/cards?state=trashed")
      .then(({ items }) => (trashed.value = items))
      .catch(fail);
  useEffect(load, []);
  const takeBack = (moment: Card) =>
    void send("PUT", `/v1/experiences/${moment.id}/restoration`, undefined, moment.version)
      .then(load)
      .then(run)
      .catch(fail);
  return (
    <>
      <h1>{bin}</h1>
      {fault.value && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
      {trashed.value?.length === 0 && <p class="quiet">{emptyBin}</p>}
      <ul class="cards">
        {trashed.value?.map((moment) => (
          <li key={moment.id} class="card access">
            <strong dir="auto">{moment.name}</strong>
            <span class="when">{dayOf(moment.trashed_at!, tag)}</span>
            <button type="button" class="link" onClick={() => takeBack(moment)}>
              {restore}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
