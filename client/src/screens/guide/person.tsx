/** What one person shows me: each thing opens beside, and they see that I read it. */
import { useSignal } from "@preact/signals";
import { Refused } from "../../core/refusals";
import { type Beneficiary, beneficiary, endsSoon, extract, type Given, giveBack } from "../../nouns/beneficiaries";
import { Outcome, Trouble, useAsked } from "../../parts/asked";
import { chosen, Desk, Row } from "../../parts/desk";
import { download } from "../../parts/download";
import { KeyHelp, useKeys } from "../../parts/keys";
import { day } from "../../parts/time";
import { say } from "../../parts/toast";
import { BASE, go } from "../../router";
import { guideWords } from "../../words/guide";
import { OpenedThing } from "./opened";

/** Null: they show nothing, or nothing any more. It is the same, and nothing says which. */
const read = (id: string): Promise<{ person: Beneficiary | null }> =>
  beneficiary(id)
    .then((person) => ({ person }))
    .catch((problem) => {
      if (problem instanceof Refused && problem.status === 404) return { person: null };
      throw problem;
    });

export default function Person({ person: id }: { person: string }) {
  const { accompany, back, noName } = guideWords.value;
  const asked = useAsked(() => read(id), [id]);
  useKeys();
  const person = asked.value.value?.person;
  return (
    <div class="wide">
      <p class="when">
        <a href={`${BASE}/guide`}>{back}</a>
      </p>
      <h1 dir="auto">{person ? (person.display_name ?? noName) : accompany}</h1>
      <Outcome asked={asked}>
        {({ person }) => (person ? <Shown person={person} onEnded={asked.again} /> : <Nothing />)}
      </Outcome>
    </div>
  );
}

function Nothing() {
  const { showsNothing, showsNothingLead } = guideWords.value;
  return (
    <div class="one-column">
      <p>{showsNothing}</p>
      <p class="quiet">{showsNothingLead}</p>
    </div>
  );
}

function Shown({ person, onEnded }: { person: Beneficiary; onEnded: () => Promise<void> }) {
  const { pickThing, showsYou } = guideWords.value;
  const open = person.grants.find(({ id }) => id === chosen());
  return (
    <Desk
      open={open?.id ?? null}
      name={showsYou}
      list={
        <>
          <h2>{showsYou}</h2>
          <ul>
            {person.grants.map((given) => (
              <li key={given.id}>
                <Row id={given.id}>
                  <Label given={given} />
                </Row>
              </li>
            ))}
          </ul>
          <Acts person={person} />
          <KeyHelp />
        </>
      }
    >
      {open ? (
        <OpenedThing key={open.id} person={person} given={open} onEnded={onEnded} />
      ) : (
        <p class="quiet pick">{pickThing}</p>
      )}
    </Desk>
  );
}

function Label({ given }: { given: Given }) {
  const { kinds, untilDay, noEnd, endsIn } = guideWords.value;
  const { target, ends_at } = given;
  return (
    <>
      <strong dir="auto">{target.title ?? kinds[target.type] ?? target.type}</strong>
      {target.title && <small>{kinds[target.type]}</small>}
      <small class={endsSoon(ends_at) ? "badge strong" : ""}>
        {ends_at ? (endsSoon(ends_at) ? endsIn(day(ends_at)) : untilDay(day(ends_at))) : noEnd}
      </small>
    </>
  );
}

function Acts({ person }: { person: Beneficiary }) {
  const w = guideWords.value;
  const fault = useSignal<unknown>(null);
  const isSure = useSignal(false);
  const name = person.display_name ?? w.noName;
  const attempt = (act: () => Promise<unknown>) => {
    fault.value = null;
    void act().catch((problem) => (fault.value = problem));
  };
  const leave = async () => {
    await giveBack(person.id);
    go("/guide", { replace: true });
    say(w.givenBack);
  };
  return (
    <section>
      {fault.value !== null && <Trouble fault={fault.value} />}
      {person.grants.some(({ rights }) => rights.includes("download")) && (
        <p>
          <button
            type="button"
            class="link"
            onClick={() => attempt(async () => download(await extract(person.id), `${name}.json`))}
          >
            {w.takeAlong}
          </button>{" "}
          <span class="quiet">{w.takeAlongLead(name)}</span>
        </p>
      )}
      {isSure.value ? (
        <div class="versions" role="status">
          <p>{w.reallyGiveBack(name)}</p>
          <div class="acts-line">
            <button type="button" class="button" onClick={() => attempt(leave)}>
              {w.giveBack}
            </button>
            <button type="button" class="button plain" onClick={() => (isSure.value = false)}>
              {w.keepAccess}
            </button>
          </div>
        </div>
      ) : (
        <button type="button" class="link" onClick={() => (isSure.value = true)}>
          {w.giveBack}
        </button>
      )}
    </section>
  );
}
