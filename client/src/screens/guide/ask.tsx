/** Asking for access by the code that somebody shows; or again, when an access ends. */
import { useSignal } from "@preact/signals";
import { ask, type Given } from "../../nouns/beneficiaries";
import { Trouble } from "../../parts/asked";
import { Field } from "../../parts/field";
import { Select } from "../../parts/select";
import { say } from "../../parts/toast";
import { guideWords } from "../../words/guide";

const TARGETS = ["stories", "portraits", "talents", "experiences"] as const;
const RIGHTS = ["comment", "download"] as const;
const PURPOSES = ["guidance", "training", "accreditation", "recruitment"] as const;
const MONTHS = [3, 6, 12] as const;
const PLURALS: Record<string, (typeof TARGETS)[number]> = { story: "stories", portrait: "portraits" };

type Kind = (typeof TARGETS)[number];
type Purpose = (typeof PURPOSES)[number];

export function Ask({ renews, onAsked }: { renews?: Given; onAsked: () => unknown }) {
  const w = guideWords.value;
  const code = useSignal("");
  const wanted = useSignal<Kind[]>(
    renews ? [PLURALS[renews.target.type] ?? (renews.target.type as Kind)] : ["stories", "talents"],
  );
  const rights = useSignal<string[]>(["comment"]);
  const purpose = useSignal<Purpose>((renews?.purpose as Purpose) ?? "guidance");
  const months = useSignal(6);
  const message = useSignal("");
  const fault = useSignal<unknown>(null);
  const isBusy = useSignal(false);
  const flip = <T extends string>(list: { value: T[] }, one: T) => {
    list.value = list.value.includes(one) ? list.value.filter((other) => other !== one) : [...list.value, one];
  };
  const submit = async (event?: Event) => {
    event?.preventDefault();
    isBusy.value = true;
    fault.value = null;
    const ends = new Date();
    ends.setMonth(ends.getMonth() + months.value);
    if (months.value === 12) ends.setDate(ends.getDate() - 1); // at most twelve months
    try {
      await ask({
        ...(renews ? { renews: renews.id } : { code: code.value.trim() }),
        purpose: purpose.value,
        targets: wanted.value.map((type) => ({ type })),
        rights: ["view", ...rights.value] as never,
        ends_at: ends.toISOString(),
        message: message.value.trim() || null,
      });
      say(w.askedFor);
      code.value = "";
      message.value = "";
      onAsked();
    } catch (problem) {
      fault.value = problem;
    }
    isBusy.value = false;
  };
  return (
    <form onSubmit={(event) => void submit(event)} class="ask">
      <h2>{renews ? w.askAgain : w.askByCode}</h2>
      <p class="quiet">{renews ? w.askAgainLead : w.askLead}</p>
      {!renews && (
        <Field
          id="code"
          label={w.code}
          hint={w.codeHint}
          value={code.value}
          onValue={(value) => (code.value = value)}
          input={{ required: true, maxLength: 9, autocomplete: "off", autocapitalize: "characters", spellcheck: false }}
        />
      )}
      <fieldset>
        <legend>{w.toSee}</legend>
        {TARGETS.map((one) => (
          <label key={one} class="tick">
            <input type="checkbox" checked={wanted.value.includes(one)} onChange={() => flip(wanted, one)} />{" "}
            {w.kinds[one]}
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{w.andTo}</legend>
        {RIGHTS.map((one) => (
          <label key={one} class="tick">
            <input type="checkbox" checked={rights.value.includes(one)} onChange={() => flip(rights, one)} />{" "}
            {w.rights[one]}
          </label>
        ))}
      </fieldset>
      <Select
        id="purpose"
        label={w.purpose}
        value={purpose.value}
        options={PURPOSES.map((one) => [one, w.purposes[one]] as const)}
        onValue={(value) => (purpose.value = value as Purpose)}
      />
      <fieldset>
        <legend>{w.howLong}</legend>
        <div class="chips">
          {MONTHS.map((one) => (
            <button key={one} type="button" aria-pressed={months.value === one} onClick={() => (months.value = one)}>
              {w.months(one)}
            </button>
          ))}
        </div>
      </fieldset>
      <Field id="message" label={w.message} value={message.value} onValue={(value) => (message.value = value)} long />
      {fault.value !== null && <Trouble fault={fault.value} again={() => void submit()} />}
      <button type="submit" class="button" disabled={isBusy.value || !wanted.value.length}>
        {w.ask}
      </button>
    </form>
  );
}
