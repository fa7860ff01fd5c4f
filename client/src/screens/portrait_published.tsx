/** What can be done with what is published of a portrait: a link, paper, or an end. */
import { useSignal } from "@preact/signals";
import { words } from "../core/i18n";
import { type Portrait, withdraw } from "../nouns/portraits";
import { Fault } from "../parts/fault";
import { Icon } from "../parts/icon";
import { sayWhy } from "../parts/look";
import { say } from "../parts/toast";
import { BASE } from "../router";
import { run } from "../sync/runs";
import { portraitWords } from "../words/portrait";
import { Paper } from "./portrait_paper";

/** What is published goes out: by a link, or on paper. */
export function Taking({ one }: { one: Portrait }) {
  return (
    <div class="taking">
      <a class="button" href={`${BASE}/share/portrait/${one.id}`}>
        <Icon name="shares" /> {portraitWords.value.share}
      </a>
      <Paper one={one} />
    </div>
  );
}

export function Withdrawing({ id }: { id: string }) {
  const { withdraw: label, withdrawLead, withdrawNow, withdrawn } = portraitWords.value;
  const isAsked = useSignal(false);
  const fault = useSignal("");
  const end = async () => {
    try {
      await withdraw(id);
      await run();
      isAsked.value = false;
      say(withdrawn);
    } catch (problem) {
      fault.value = sayWhy(problem);
    }
  };
  if (!isAsked.value)
    return (
      <p>
        <button type="button" class="link" onClick={() => (isAsked.value = true)}>
          {label}
        </button>
      </p>
    );
  return (
    <div class="note" role="status">
      <p>{withdrawLead}</p>
      <Fault text={fault.value} />
      <button type="button" class="button" onClick={() => void end()}>
        {withdrawNow}
      </button>
      <button type="button" class="button plain" onClick={() => (isAsked.value = false)}>
        {words.value.cancel}
      </button>
    </div>
  );
}
