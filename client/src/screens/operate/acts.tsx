/** What operators did, newest first: this reading, too. */
import { useSignal } from "@preact/signals";
import { type Act, acts } from "../../nouns/operators";
import { Outcome, useAsked } from "../../parts/asked";
import { at } from "../../parts/time";
import { operateWords } from "../../words/operate";
import { Frame } from "./frame";

export default function Acts() {
  const { older, actsLead, whenCol, whoCol, whatCol, onWhat, verbs } = operateWords.value;
  const asked = useAsked(() => acts());
  const more = useSignal<Act[]>([]);
  const cursor = useSignal<string | null | undefined>(undefined); // undefined: of the first page
  const next = async (from: string) => {
    const page = await acts(from);
    more.value = [...more.value, ...page.items];
    cursor.value = page.next_cursor;
  };
  return (
    <Frame at="acts">
      <p class="quiet">{actsLead}</p>
      <Outcome asked={asked}>
        {(first) => {
          const after = cursor.value === undefined ? first.next_cursor : cursor.value;
          return (
            <>
              <table class="sheet stack acts">
                <thead>
                  <tr>
                    <th scope="col">{whenCol}</th>
                    <th scope="col">{whoCol}</th>
                    <th scope="col">{whatCol}</th>
                    <th scope="col">{onWhat}</th>
                  </tr>
                </thead>
                <tbody>
                  {[...first.items, ...more.value].map((act) => (
                    <tr key={act.id}>
                      <td data-name={whenCol}>{at(act.created_at)}</td>
                      <td data-name={whoCol}>{act.account ?? act.actor_id?.slice(-6)}</td>
                      <th scope="row">{verbs[act.verb] ?? act.verb}</th>
                      <td>
                        {act.target} {act.reason && <q dir="auto">{act.reason}</q>}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
              {after && (
                <button type="button" class="button plain" onClick={() => void next(after)}>
                  {older}
                </button>
              )}
            </>
          );
        }}
      </Outcome>
    </Frame>
  );
}
