/** The entrance by a link, or by the code that a school showed. */
import { useSignal } from "@preact/signals";
import { words } from "../core/i18n";
import { Refused } from "../core/refusals";
import { enterBy } from "../nouns/entries";
import { Fault } from "../parts/seen";
import { BASE } from "../router";
import { entryWords } from "../words/entry";
import { comeIn, reasonOf } from "./coming_in";
import { SharedPhone } from "./sign_in_ways";

/** Nobody is signed in by merely opening it. */
export function ByLink({ token }: { token: string }) {
  const { byLink, byLinkLead, linkOver, otherWay } = entryWords.value;
  const { enter, device } = words.value;
  const fault = useSignal("");
  const isBusy = useSignal(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    isBusy.value = true;
    await enterBy({ link_token: token }, device)
      .then(comeIn)
      .catch((problem) => (fault.value = isOver(problem) ? linkOver : reasonOf(problem)));
    isBusy.value = false;
  };
  return (
    <form onSubmit={submit}>
      <h1>{byLink}</h1>
      <p class="lead">{byLinkLead}</p>
      <Fault text={fault.value} />
      <button type="submit" class="button" disabled={isBusy.value}>
        {enter}
      </button>
      <SharedPhone />
      <a class="other-way" href={`${BASE}/sign-in`}>
        {otherWay}
      </a>
    </form>
  );
}

/** It was used, or is older than ten minutes. */
const isOver = (problem: unknown) => problem instanceof Refused && problem.status === 401;
