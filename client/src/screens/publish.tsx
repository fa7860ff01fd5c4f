/** Publishing a carnet: what can be made better, who is in it, who will see it. Nothing is published without being asked. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { Offline, sentenceIn } from "../core/refusals";
import { things } from "../core/store";
import { journal as find, type Journal } from "../nouns/journals";
import { allSent, intend, intents, type Preparation, prepare } from "../nouns/publishing";
import { Icon } from "../parts/icon";
import { say, watch } from "../parts/toast";
import { BASE } from "../router";
import { makingWords } from "../words/making";
import { Decision } from "./decision";
import { Refusal } from "./refusal";
import Unknown from "./unknown";
import { Warnings } from "./warnings";
import "./publish.css";

export default function Publish({ id }: { id: string }) {
  const journal = find(id);
  if (!journal?.local) return things("journal").length ? <Unknown /> : null;
  return <Steps journal={journal} />;
}

type Stage = "looking" | "offline" | "ready";

function Steps({ journal }: { journal: Journal }) {
  const { publish, looking, nothingNew, seeStory } = makingWords.value;
  const stage = useSignal<Stage>("looking");
  const found = useSignal<Preparation | null>(null);
  const fault = useSignal("");
  const look = async () => {
    fault.value = "";
    try {
      if (!(await allSent())) throw new Offline();
      found.value = await prepare(journal.id);
      stage.value = "ready";
    } catch (problem) {
      if (problem instanceof Offline) stage.value = "offline";
      else fault.value = (problem as Error).message;
    }
  };
  useEffect(() => {
    void look();
    const again = () => void look();
    addEventListener("online", again);
    return () => removeEventListener("online", again);
  }, [journal.id]);
  return (
    <div class="publish">
      <p class="when">
        <a href={`${BASE}/journals/${journal.id}`} dir="auto">
          {journal.local.title}
        </a>
      </p>
      <h1>{publish}</h1>
      {journal.problem && (
        <p class="fault" role="alert">
          {words.value.refusedHere} : {sentenceIn(journal.problem)}
        </p>
      )}
      {fault.value && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
      {stage.value === "looking" && !fault.value && (
        <p class="quiet" role="status">
          {looking}
        </p>
      )}
      {stage.value === "offline" && <Later journal={journal} />}
      {stage.value === "ready" && found.value && (
        <>
          {found.value.refusal !== null && <Refusal fault={found.value.refusal} />}
          <Warnings journal={journal} warnings={found.value.warnings} onMended={look} />
          {found.value.latest && (
            <p class="tinted">
              {nothingNew} <a href={`${BASE}/stories/${found.value.latest.id}`}>{seeStory}</a>
            </p>
          )}
          {found.value.sentence && <Decision journal={journal} preparation={found.value} onChanged={look} />}
        </>
      )}
    </div>
  );
}

/** Without network it is prepared here, and asked again with it: what is published is decided when it is. */
function Later({ journal }: { journal: Journal }) {
  const { offlineLead, prepareIt, prepared, unprepare } = makingWords.value;
  const isPrepared = useSignal(false);
  useEffect(() => void intents().then((all) => (isPrepared.value = journal.id in all)), [journal.id]);
  const toggle = async () => {
    isPrepared.value = !isPrepared.value;
    await intend(journal.id, isPrepared.value ? (journal.local.title ?? "") : undefined);
    if (isPrepared.value) say(words.value.kept);
  };
  return (
    <div class="tinted" role="status">
      <p>
        <Icon name="clock" /> {isPrepared.value ? prepared : offlineLead}
      </p>
      <button type="button" class={`button ${isPrepared.value ? "plain" : ""}`} onClick={() => watch(toggle())}>
        {isPrepared.value ? unprepare : prepareIt}
      </button>
    </div>
  );
}
