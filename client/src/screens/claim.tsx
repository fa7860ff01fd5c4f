/** A code from a room: what I did there without an account comes into mine. */
import { useSignal } from "@preact/signals";
import { claim } from "../nouns/claims";
import { Fault } from "../parts/fault";
import { Field } from "../parts/field";
import { sayWhy } from "../parts/look";
import { BASE, query } from "../router";
import { togetherWords } from "../words/together";

export default function ClaimScreen() {
  const { claimTitle, claimLead, claimCode, claimHint, claimIt, claimedIn, toMissions } = togetherWords.value;
  const code = useSignal(query.value.get("code") ?? "");
  const community = useSignal<string | null>(null);
  const fault = useSignal("");
  const take = async (event: Event) => {
    event.preventDefault();
    fault.value = "";
    try {
      community.value = (await claim(code.value)).community.name;
    } catch (problem) {
      fault.value = sayWhy(problem);
    }
  };
  return (
    <>
      <h1>{claimTitle}</h1>
      {community.value === null ? (
        <form onSubmit={(event) => void take(event)}>
          <p class="lead">{claimLead}</p>
          <Fault text={fault.value} />
          <Field
            id="claim"
            label={claimCode}
            hint={claimHint}
            value={code.value}
            onValue={(text) => (code.value = text)}
            input={{ autocomplete: "off", autocapitalize: "none", maxLength: 40 }}
          />
          <button type="submit" class="button" disabled={code.value.trim().length < 10}>
            {claimIt}
          </button>
        </form>
      ) : (
        <>
          <p role="status">{claimedIn(community.value)}</p>
          <a class="button" href={`${BASE}/missions`}>
            {toMissions}
          </a>
        </>
      )}
    </>
  );
}
