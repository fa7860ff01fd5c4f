/** An idea that is written: kept here with each key, sent once under its own id. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { uuid7 } from "../core/ids";
import { draft } from "../core/seen";
import { isRead } from "../core/store";
import { mission as find, type Mission } from "../nouns/missions";
import { type Idea, ideaOf, type Proposal, proposal as read, sendIdea } from "../nouns/proposals";
import { Fault } from "../parts/fault";
import { Field } from "../parts/field";
import { sayWhy, useDraft } from "../parts/look";
import { say } from "../parts/toast";
import { go } from "../router";
import { choiceWords } from "../words/choices";
import { CitePicker } from "./idea_cite";
import Unknown from "./unknown";

const BLANK = { title: "", text: "", themes: [] as string[], cite: "", id: "" };

export default function IdeaScreen({ id, idea }: { id: string; idea: string }) {
  const mission = find(id);
  if (!mission?.local?.proposal) return isRead("mission") ? <Unknown /> : null;
  return <Writing mission={mission} known={idea === "new" ? null : idea} />;
}

function Writing({ mission, known }: { mission: Mission; known: string | null }) {
  const w = choiceWords.value;
  const form = mission.local.proposal!;
  const name = `idea ${known ?? mission.id}`;
  const [idea, change] = useDraft(name, BLANK);
  const before = useSignal<Proposal | null>(null);
  const fault = useSignal("");
  const isBusy = useSignal(false);
  useEffect(() => {
    if (known) void recall(known);
  }, [known]);
  const recall = async (id: string) => {
    try {
      before.value = await read(id);
      if (!(await draft<typeof BLANK>(name))) change(ideaOf(before.value));
    } catch (problem) {
      fault.value = sayWhy(problem);
    }
  };
  const write = (members: Partial<Idea>) => change({ ...members, id: idea.id || known || uuid7() });
  const send = async (event: Event) => {
    event.preventDefault();
    fault.value = "";
    if (!idea.title.trim()) fault.value = w.titleNeeded;
    else if (form.cites === "required" && !idea.cite) fault.value = w.citeNeeded;
    if (fault.value) return;
    isBusy.value = true;
    try {
      const themes = form.themes.length === 1 ? form.themes : idea.themes;
      await sendIdea(idea.id, mission.id, { ...idea, themes }, before.value?.version);
      change();
      go(`/missions/${mission.id}`, { replace: true });
      say(w.ideaSent);
    } catch (problem) {
      fault.value = sayWhy(problem);
    }
    isBusy.value = false;
  };
  const flip = (theme: string) =>
    write({
      themes: idea.themes.includes(theme) ? idea.themes.filter((one) => one !== theme) : [...idea.themes, theme],
    });
  return (
    <form onSubmit={(event) => void send(event)}>
      <p class="when" dir="auto">
        {words.value.answerTo(mission.local.title)}
      </p>
      <h1>{w.anIdea}</h1>
      <Fault text={fault.value} />
      <Field
        id="title"
        label={w.ideaTitle}
        value={idea.title}
        onValue={(title) => write({ title })}
        input={{ maxLength: 120, dir: "auto" }}
      />
      <Field
        id="text"
        label={w.ideaText}
        hint={idea.text && w.lettersLeft(form.length - idea.text.length)}
        value={idea.text}
        onValue={(text) => write({ text: text.slice(0, form.length) })}
        long
      />
      {form.themes.length > 1 && (
        <fieldset>
          <legend>{w.themes}</legend>
          <div class="chips">
            {form.themes.map((theme) => (
              <button key={theme} type="button" aria-pressed={idea.themes.includes(theme)} onClick={() => flip(theme)}>
                {theme}
              </button>
            ))}
          </div>
        </fieldset>
      )}
      {form.cites !== "none" && (
        <CitePicker value={idea.cite} isNeeded={form.cites === "required"} onValue={(cite) => write({ cite })} />
      )}
      <button type="submit" class="button" disabled={isBusy.value}>
        {known ? w.rewriteIdea : w.sendIdea}
      </button>
      <p class="hint">{w.keptHere}</p>
    </form>
  );
}
