/** A pupil who reads no mail: a picture that signs them in, once, on the phone that scans it. */
import { useSignal } from "@preact/signals";
import { type Member, signInPass } from "../../nouns/teams";
import { Trouble } from "../../parts/asked";
import { Full } from "../../parts/full";
import { Picture } from "../../parts/svg";
import { at } from "../../parts/time";
import { manageWords } from "../../words/manage";

type Made = Awaited<ReturnType<typeof signInPass>>;

export function Pass({ member }: { member: Member }) {
  const { passLead, makePass, passOf, passUntil, nobody } = manageWords.value;
  const pass = useSignal<Made | null>(null);
  const fault = useSignal<unknown>(null);
  const name = member.user.display_name ?? nobody;
  const make = async () => {
    fault.value = null;
    await signInPass(member)
      .then((made) => (pass.value = made))
      .catch((problem) => (fault.value = problem));
  };
  return (
    <section>
      <p class="quiet">{passLead(name)}</p>
      {fault.value !== null && <Trouble fault={fault.value} again={make} />}
      <button type="button" class="button plain" onClick={() => void make()}>
        {makePass}
      </button>
      {pass.value && (
        <Full title={passOf(name)} onClose={() => (pass.value = null)}>
          <Picture svg={pass.value.qr_svg} alt={passOf(name)} size={480} />
          <p>{passUntil(at(pass.value.expires_at))}</p>
        </Full>
      )}
    </section>
  );
}
